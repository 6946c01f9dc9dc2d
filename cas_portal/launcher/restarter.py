"""Keeps the portal's own processes running: one that ends is started again, with growing pauses."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cas_portal.launcher import processes
from cas_portal.launcher.messages import Stop, say

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0


class Backoff:
    """How long to wait before the next try: doubles with every failure, starts over after a steady minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.pause = FIRST_PAUSE
        self.due = 0.0
        self.since = clock()

    def failed(self) -> float:
        """Note a failure; the seconds until the next try."""
        now = self.clock()
        if now - self.since > STEADY_SECONDS:
            self.pause = FIRST_PAUSE
        wait, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        self.due = now + wait
        return wait

    def started(self) -> None:
        self.since = self.clock()

    def is_due(self) -> bool:
        return self.clock() >= self.due


class Child:
    """One process of the portal: web, worker or beat, each with its own session and log file."""

    def __init__(self, name: str, command: list[Any], environment: dict[str, str], log: Path, cwd: Path) -> None:
        self.name = name
        self.command = command
        self.environment = environment
        self.log = log
        self.cwd = cwd
        self.process: subprocess.Popen[bytes] | None = None
        self.backoff = Backoff()

    def start(self) -> None:
        self.process = processes.spawn(self.command, self.log, env=self.environment, cwd=self.cwd)
        self.backoff.started()

    def watch(self) -> bool:
        """Start the process again when it has ended and its pause is over; True when it was started."""
        if self.process is not None:
            status = self.process.poll()
            if status is None:
                return False
            processes.send(self.process.pid, signal.SIGKILL, group=True)
            wait = self.backoff.failed()
            say(f"{self.name} ended ({describe(status)}); starting it again in {wait:g} s. See {self.log}.")
            self.process = None
        if not self.backoff.is_due():
            return False
        self.start()
        return True

    def ask_to_stop(self) -> None:
        if self.process is not None:
            processes.send(self.process.pid, signal.SIGTERM)

    def stop(self, seconds: float = 10) -> None:
        if self.process is not None:
            processes.end(self.process.pid, signal.SIGTERM, seconds, signal.SIGKILL, group=True)
            self.process.wait()
            self.process = None


def describe(status: int) -> str:
    """An exit status in words."""
    return f"killed by signal {-status}" if status < 0 else f"exit status {status}"


def stop_all(children: Iterable[Child]) -> None:
    """Ask everyone first, then wait for each, so that the whole takes as long as the slowest."""
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()


class Watch:
    """Tries something again with a growing pause, and says why it failed only when the reason changes."""

    def __init__(self, name: str, action: Callable[[], list[str]]) -> None:
        self.name = name
        self.action = action
        self.backoff = Backoff()
        self.last = ""

    def look(self) -> None:
        if not self.backoff.is_due():
            return
        try:
            started = self.action()
        except (Stop, OSError) as problem:
            self.backoff.failed()
            if str(problem) != self.last:
                say(str(problem))
            self.last = str(problem)
            return
        self.last = ""
        if started:
            say(f"{' and '.join(started)} had stopped and runs again.")
