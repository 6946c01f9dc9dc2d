import signal
import sys
import time

import pytest

from cas_portal.launcher import processes, restarter
from cas_portal.launcher.messages import Stop


class Hand:
    """A clock that moves when told."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_pauses_double_up_to_the_longest():
    backoff = restarter.Backoff(Hand())
    assert [backoff.failed() for _ in range(9)] == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_a_try_is_due_when_its_pause_is_over():
    clock = Hand()
    backoff = restarter.Backoff(clock)
    backoff.failed()
    assert not backoff.is_due()
    clock.now += 0.5
    assert backoff.is_due()


def test_a_steady_minute_starts_the_pauses_over():
    clock = Hand()
    backoff = restarter.Backoff(clock)
    backoff.failed()
    backoff.failed()
    backoff.started()
    clock.now += 61
    assert backoff.failed() == 0.5


@pytest.mark.slow
def test_a_killed_child_is_started_again_and_ends_with_its_group(tmp_path, capsys):
    command = [sys.executable, "-c", "import subprocess, time; subprocess.Popen(['sleep', '60']); time.sleep(60)"]
    child = restarter.Child("web", command, {"PATH": "/usr/bin:/bin"}, tmp_path / "web.log", tmp_path)
    child.start()
    first = child.process.pid
    processes.send(first, signal.SIGKILL)
    assert processes.wait_until(lambda: child.watch(), 5)
    assert child.process.pid != first
    assert "web ended (killed by signal 9); starting it again in 0.5 s" in capsys.readouterr().out
    second = child.process.pid
    restarter.stop_all([child])
    assert processes.started_at(second) is None
    assert child.process is None


def test_a_watch_says_a_problem_once_and_then_that_it_is_over(capsys):
    answers = [Stop("The disk is full."), Stop("The disk is full."), ["postgres"]]

    def action():
        answer = answers.pop(0)
        if isinstance(answer, Stop):
            raise answer
        return answer

    watch = restarter.Watch("servers", action)
    watch.backoff = restarter.Backoff(clock := Hand())
    for _ in range(3):
        watch.look()
        clock.now += 60
    assert capsys.readouterr().out == "The disk is full.\npostgres had stopped and runs again.\n"


def test_a_process_is_known_again_only_while_it_is_the_same(tmp_path):
    child = processes.spawn(["sleep", "60"], tmp_path / "log")
    kept = processes.remember(child.pid)
    assert processes.is_same(kept)
    assert not processes.is_same({**kept, "started": "another time"})
    processes.end(child.pid, signal.SIGTERM, 5, signal.SIGKILL)
    assert not processes.is_same(kept)


@pytest.mark.slow
def test_a_process_that_will_not_end_is_killed(tmp_path):
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    log = tmp_path / "log"
    child = processes.spawn([sys.executable, "-c", deaf], log)
    assert processes.wait_until(lambda: log.read_text() == "1\n", 5)
    begin = time.monotonic()
    processes.end(child.pid, signal.SIGTERM, 0.2, signal.SIGKILL)
    assert processes.started_at(child.pid) is None
    assert time.monotonic() - begin < 3
