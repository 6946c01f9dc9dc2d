import json
import re
import sys
from pathlib import Path

import pytest

from cas_portal.launcher import bootstrap
from cas_portal.launcher.messages import Stop

ROOT = Path(bootstrap.__file__).parents[2]
PIN = re.compile(r"^([A-Za-z0-9_.\[\]-]+==\S+)", re.MULTILINE)


@pytest.fixture
def clone(tmp_path):
    """A clone with locked packages and an environment whose Python runs."""
    (tmp_path / "requirements").mkdir()
    for name in ("local", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    return tmp_path


def stamp(clone, *names):
    marks = {name: bootstrap._mark(clone, name) for name in names}
    (clone / ".venv" / bootstrap.STAMP).write_text(json.dumps(marks))


def test_an_environment_with_the_right_stamp_is_used_as_it_is(clone):
    stamp(clone, "local")
    assert bootstrap.is_stamped(clone, "local")
    assert not bootstrap.is_stamped(clone, "dev")


def test_a_changed_lock_file_makes_the_stamp_wrong(clone):
    stamp(clone, "local")
    (clone / "requirements" / "local.txt").write_text("local==2")
    assert not bootstrap.is_stamped(clone, "local")


def test_an_environment_whose_python_is_gone_is_not_used(clone):
    stamp(clone, "local")
    (clone / ".venv" / "bin" / "python").unlink()
    assert not bootstrap.is_stamped(clone, "local")


def test_installing_without_a_network_says_so(clone, monkeypatch):
    (clone / ".venv" / "bin" / "uv").write_text(
        "#!/bin/sh\n[ $1 = --version ] && exit 0\necho 'error: Failed to fetch' >&2; exit 2\n"
    )
    (clone / ".venv" / "bin" / "uv").chmod(0o755)
    with pytest.raises(Stop, match="the package index cannot be reached"):
        bootstrap.ensure(clone, "local")
    assert not bootstrap.is_stamped(clone, "local")


def test_installing_stamps_what_was_installed(clone):
    (clone / ".venv" / "bin" / "uv").write_text("#!/bin/sh\nexit 0\n")
    (clone / ".venv" / "bin" / "uv").chmod(0o755)
    bootstrap.ensure(clone, "dev")
    assert bootstrap.is_stamped(clone, "dev")
    assert bootstrap.is_stamped(clone, "local")


@pytest.mark.parametrize(("small", "large"), [("base", "local"), ("local", "dev")])
def test_the_larger_set_pins_everything_of_the_smaller(small, large):
    def pins(name):
        return set(PIN.findall((ROOT / "requirements" / f"{name}.txt").read_text()))

    assert pins(small) < pins(large)


@pytest.mark.parametrize("name", ["base", "local", "dev", "installer"])
def test_every_locked_package_has_hashes_and_no_index_address(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert "://" not in text
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in entry
