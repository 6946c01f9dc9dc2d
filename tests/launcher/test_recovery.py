"""Everything `make run` starts is killed in turn; it recovers, and what was acknowledged is still there."""

import contextlib
import os
import signal
import subprocess
import threading
from pathlib import Path

import psycopg
import pytest

from cas_portal.launcher import ports, processes, state
from tests.launcher import portal

pytestmark = pytest.mark.drill
NAMES = ("web", "worker", "beat", "valkey", "s3", "postgres")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = portal.clone(tmp_path_factory.mktemp("drill"))
    yield where
    subprocess.run(["make", "reset", "YES=1"], cwd=where, check=True, capture_output=True)


class Writer(threading.Thread):
    """Writes numbers, one transaction each, and remembers which were acknowledged."""

    def __init__(self, running):
        super().__init__(daemon=True)
        self.running = running
        self.acknowledged = []
        self.end = threading.Event()

    def run(self):
        number = 0
        while not self.end.is_set():
            with contextlib.suppress(psycopg.Error), self.running.database() as link:
                while not self.end.is_set():
                    number += 1
                    link.execute("INSERT INTO drill VALUES (%s)", [number])
                    self.acknowledged.append(number)


@pytest.fixture
def writer(folder):
    with portal.running(folder) as running:
        with running.database() as link:
            link.execute("DROP TABLE IF EXISTS drill; CREATE TABLE drill (number int PRIMARY KEY)")
        thread = Writer(running)
        thread.start()
        yield thread
        thread.end.set()
        thread.join(10)


def test_each_process_killed_in_turn_comes_back_and_nothing_acknowledged_is_lost(writer):
    running = writer.running
    for name in NAMES:
        killed = running.kill(name)
        assert running.comes_back(name, killed), f"{name} did not come back: {running.said()}"
        assert running.serves(), f"no pages after {name} was killed: {running.said()}"
    writer.end.set()
    writer.join(10)
    with running.database() as link:
        kept = {number for (number,) in link.execute("SELECT number FROM drill")}
    assert len(writer.acknowledged) > 100
    assert set(writer.acknowledged) <= kept


def test_a_killed_launcher_is_followed_by_a_start_that_takes_over(folder):
    with portal.running(folder) as running:
        before = {name: running.pid(name) for name in NAMES}
        running.kill("launcher")
        processes.wait_gone(running.make.pid, 10)
        assert processes.started_at(before["postgres"]) is not None
        running.start()
        after = {name: running.pid(name) for name in NAMES}
        assert after["postgres"] == before["postgres"], "a server that answers is used again"
        for name in ("web", "worker", "beat"):
            assert after[name] != before[name]
            assert processes.started_at(before[name]) is None, f"the old {name} still runs"
        assert running.serves()
    for name in NAMES:
        assert processes.started_at(after[name]) is None, f"{name} outlived Ctrl-C"


def test_everything_killed_at_once_is_followed_by_a_start_that_works(folder):
    with portal.running(folder) as running:
        for name in ("launcher", *NAMES):
            running.kill(name)
        processes.wait_gone(running.make.pid, 10)
        running.start()
        assert running.serves()


def test_a_reused_process_id_in_postmaster_pid_is_no_obstacle(folder):
    with portal.running(folder):
        pass
    data = Path(state.read(folder)["postgres"]["data"])
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n1\n1\n\n127.0.0.1\n\nready\n")
    with portal.running(folder) as running:
        assert running.serves()
    assert processes.started_at(os.getpid()) is not None


def test_ctrl_c_ends_what_was_started_and_nothing_else(folder, tmp_path):
    other = processes.spawn(["sleep", "300"], tmp_path / "log")
    with portal.running(folder) as running:
        started = [running.pid(name) for name in NAMES]
    try:
        assert [processes.started_at(pid) for pid in started] == [None] * len(started)
        assert ports.is_free(running.port)
        assert processes.started_at(other.pid) is not None
    finally:
        processes.end(other.pid, signal.SIGTERM, 5, signal.SIGKILL)
