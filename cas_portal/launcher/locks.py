"""Locks between launchers, commands and test runs of one folder; the system lets go of them when a process dies."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


class Lock:
    """A lock file, held by many (`shared`) or by one (`alone`)."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)

    def shared(self) -> None:
        fcntl.flock(self.handle, fcntl.LOCK_SH)

    def alone(self) -> None:
        fcntl.flock(self.handle, fcntl.LOCK_EX)

    def try_alone(self) -> bool:
        """Become the only holder, if nobody else holds it now."""
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Let go."""
        os.close(self.handle)


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a lock alone, waiting for it as long as it takes."""
    lock = Lock(path)
    try:
        lock.alone()
        yield
    finally:
        lock.close()
