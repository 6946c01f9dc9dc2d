import stat

import pytest

from cas_portal.launcher import state


def test_state_is_readable_by_its_owner_only(tmp_path):
    state.save(tmp_path / ".local", {"secrets": {}})
    assert stat.S_IMODE((tmp_path / ".local" / "state.json").stat().st_mode) == 0o600


def test_read_of_a_clone_where_nothing_was_started_is_empty(tmp_path):
    assert state.read(tmp_path) == {}
    assert state.environment(tmp_path) == {}


def test_read_of_a_damaged_file_is_empty(tmp_path):
    (tmp_path / ".local").mkdir()
    (tmp_path / ".local" / "state.json").write_text("{half")
    assert state.read(tmp_path) == {}


def test_update_keeps_the_other_parts(tmp_path):
    home = tmp_path / ".local"
    state.update(home, web={"port": 1})
    state.update(home, environment={"A": "b"})
    assert state.read(tmp_path) == {"web": {"port": 1}, "environment": {"A": "b"}}
    assert state.environment(tmp_path) == {"A": "b"}


def test_a_save_that_fails_leaves_the_old_state_and_no_draft(tmp_path):
    state.save(tmp_path, {"a": 1})
    with pytest.raises(TypeError):
        state.save(tmp_path, {"a": object()})
    assert state.load(tmp_path) == {"a": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


def test_secrets_differ_from_each_other_and_known_ones_stay():
    made = state.make_secrets({"password_web": "kept"})
    assert made["password_web"] == "kept"
    assert len(set(made.values())) == len(made)
    assert {f"password_{role}" for role in state.ROLES} < set(made)


def test_each_database_variable_signs_in_as_its_role():
    kept = state.make_secrets({})
    found = state.database_variables(kept, 5999, "some_db")
    assert found["DATABASE_URL"] == f"postgresql://web:{kept['password_web']}@127.0.0.1:5999/some_db"
    assert found["MIGRATION_DATABASE_URL"].startswith("postgresql://migrator:")
    assert found["WORKER_DATABASE_URL"].startswith("postgresql://worker:")
