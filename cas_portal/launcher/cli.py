"""Which launcher command does what. Everything that can go wrong ends here as one sentence, never as a traceback."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from cas_portal.launcher import bootstrap, check, chromium, messages, reset, run, smoke
from cas_portal.launcher.messages import Stop

ROOT = Path(__file__).resolve().parents[2]


def _tests(arguments: list[str]) -> int:
    """Run pytest with everything it needs; it brings its own servers."""
    os.environ["CHROMIUM_PATH"] = chromium.ensure(ROOT)
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])


def _in_environment(arguments: list[str]) -> int:
    """Run a Python module under the environment, e.g. the case count."""
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, *arguments])


COMMANDS: dict[str, tuple[str, Callable[[list[str]], int]]] = {
    "run": ("local", lambda arguments: run.main(ROOT)),
    "reset": ("local", lambda arguments: reset.main(ROOT, sure="--yes" in arguments)),
    "check": ("dev", lambda arguments: check.main(ROOT)),
    "test": ("dev", _tests),
    "smoke": ("dev", lambda arguments: smoke.main(ROOT)),
    "python": ("dev", _in_environment),
}


def main(arguments: list[str]) -> int:
    """Run one launcher command; the exit status."""
    name = arguments[0] if arguments else ""
    if name not in COMMANDS:
        print(f"Choose one of: {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # where it is set, every process starts several times slower
    os.environ.setdefault(run.BEGAN, str(time.time()))
    packages, action = COMMANDS[name]
    try:
        bootstrap.enter_environment(ROOT, ["-m", "cas_portal.launcher", *arguments], packages)
        return action(arguments[1:])
    except Stop as stop:
        print(stop, file=sys.stderr)
    except OSError as error:
        print(messages.of_os_error(error, ROOT), file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    return 1
