import os

import pytest

from cas_portal.launcher import locks, ports, state
from cas_portal.launcher.messages import Stop
from cas_portal.launcher.run import chosen_port, only_one
from cas_portal.launcher.servers import Servers
from cas_portal.launcher.unprivileged import Owner, reachable

OWN = {
    "DATABASE_URL": "x",
    "MIGRATION_DATABASE_URL": "x",
    "WORKER_DATABASE_URL": "x",
    "REDIS_URL": "x",
    "S3_ENDPOINT_URL": "x",
}


def test_nothing_is_started_when_every_server_is_given(tmp_path):
    servers = Servers(tmp_path, environ=OWN)
    assert not servers.needed()
    servers.enter()
    assert servers.postgres is None
    assert servers.others == []
    assert not {"DATABASE_URL", "REDIS_URL", "S3_ENDPOINT_URL"} & set(state.environment(tmp_path))


def test_a_database_without_its_other_sign_ins_is_refused(tmp_path):
    with pytest.raises(Stop, match="MIGRATION_DATABASE_URL and WORKER_DATABASE_URL"):
        Servers(tmp_path, environ={**OWN, "MIGRATION_DATABASE_URL": "", "WORKER_DATABASE_URL": ""}).enter()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(Stop, match="cannot be written by this user"):
        Servers(tmp_path).enter()


def test_what_is_forgotten_is_looked_at_again(tmp_path):
    servers = Servers(tmp_path, environ=OWN)
    servers.enter()
    state.update(servers.home, migrated="mark", demo={"mark": "mark"})
    servers.forget("migrated")
    assert state.read(tmp_path)["migrated"] is None
    assert state.read(tmp_path)["demo"] == {"mark": "mark"}


def test_the_last_user_out_may_stop_the_servers(tmp_path):
    first, second = locks.Lock(tmp_path / "users.lock"), locks.Lock(tmp_path / "users.lock")
    first.shared()
    second.shared()
    assert not first.try_alone()
    first.close()
    assert second.try_alone()
    second.close()


def test_a_second_portal_in_the_same_folder_is_refused_with_the_address(tmp_path):
    with only_one(tmp_path) as home:
        state.update(home, run={"pid": 17, "address": "http://localhost:8123"})
        with pytest.raises(Stop, match=r"process 17.*open http://localhost:8123"), only_one(tmp_path):
            raise AssertionError("a second one got in")
    with only_one(tmp_path):
        pass


@pytest.mark.parametrize("text", ["abc", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(Stop, match="is not a port"):
        chosen_port()


def test_a_port_in_use_is_not_free():
    with ports.socket.socket() as taken:
        taken.bind((ports.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not ports.is_free(port)
        assert ports.choose(port) != port
    assert ports.choose(port) == port


def test_another_user_cannot_reach_through_a_private_folder(tmp_path):
    inside = tmp_path / "private" / "data"
    inside.mkdir(parents=True)
    stranger = Owner(uid=64000, gid=64000)
    (tmp_path / "private").chmod(0o700)
    assert not reachable(inside, stranger)
    assert reachable(inside, Owner())
