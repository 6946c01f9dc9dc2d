"""Other processes: are they alive, are they still the ones we started, and how to end them.

A process is remembered by its id and its start time, because the system gives ids to new processes again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

LOG_BYTES = 10_000_000
CHILDREN: list[subprocess.Popen[bytes]] = []  # kept, so that the ones that end can be collected and none is forgotten


def started_at(pid: int) -> str | None:
    """When the process began, in whatever words the system has; None when it is gone or only a zombie.

    A child of ours is gone when it could be collected: its first thread may look dead while the others still end.
    """
    for child in [child for child in CHILDREN if child.pid == pid]:
        if child.poll() is None:
            return _start_time(pid) or "ending"
        CHILDREN.remove(child)
        return None
    return _start_time(pid)


def _start_time(pid: int) -> str | None:
    if Path("/proc/self/stat").exists():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] in ("Z", "X") else fields[19]
    shown = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    state, _, start = shown.stdout.strip().partition(" ")
    return None if not state or state.startswith("Z") else start.strip()


def remember(pid: int) -> dict[str, Any]:
    """What to keep of a process to know it again later."""
    return {"pid": pid, "started": started_at(pid)}


def is_same(kept: dict[str, Any] | None) -> bool:
    """True when the remembered process still runs."""
    if not kept or not kept.get("pid"):
        return False
    now = started_at(int(kept["pid"]))
    return now is not None and now == kept.get("started")


def spawn(command: list[Any], log: Path, text: str | None = None, **options: Any) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that Ctrl-C in our terminal does not reach it; it writes to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL if text is None else subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **options,
        )
    if child.stdin and text is not None:
        child.stdin.write(text.encode())
        child.stdin.close()
    CHILDREN.append(child)
    return child


def command_of(pid: int) -> str:
    """The command line of a process; empty when it cannot be read."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return shown.stdout.strip()


def send(pid: int, number: signal.Signals, group: bool = False) -> None:
    """Send a signal to a process, or to its whole group; one that is already gone is no error."""
    try:
        if group:
            os.killpg(pid, number)
        else:
            os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return


def wait_gone(pid: int, seconds: float) -> bool:
    """Wait until a process is gone (or a zombie); False when it still runs after that time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if started_at(pid) is None:
            return True
        time.sleep(0.02)
    return started_at(pid) is None


def end(pid: int, first: signal.Signals, seconds: float, last: signal.Signals, group: bool = False) -> None:
    """Ask a process to end, and insist when it does not within that time; the rest of its group goes with it."""
    send(pid, first)
    if not wait_gone(pid, seconds):
        send(pid, last)
        wait_gone(pid, 5)
    if group:
        send(pid, signal.SIGKILL, group=True)


def wait_until(ready: Any, seconds: float, pause: float = 0.02) -> bool:
    """Call `ready()` until it is true or the time is over."""
    until = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > until:
            return False
        time.sleep(pause)
    return True
