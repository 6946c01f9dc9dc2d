"""The virtual environment: made once, filled with exactly the locked packages, checked by a stamp at each start."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from cas_portal.launcher import locks, messages
from cas_portal.launcher.messages import Stop, say

FOLDER = ".venv"
STAMP = "requirements.json"
SETS = {"local": ("local",), "dev": ("dev", "local")}
NEEDED_BYTES = 700 * 1024 * 1024
INSTALLER = Path("requirements") / "installer.txt"


def python_of(root: Path) -> Path:
    return root / FOLDER / "bin" / "python"


def enter_environment(root: Path, command: list[str], wanted: str = "local") -> None:
    """Make sure the packages are there, and go on under the environment's Python if this is another one."""
    ensure(root, wanted)
    if Path(sys.prefix).resolve() != (root / FOLDER).resolve():
        os.execv(python_of(root), [str(python_of(root)), *command])


def ensure(root: Path, wanted: str = "local") -> None:
    """Create `.venv` and install the locked packages, unless the stamp says they are there already."""
    venv = root / FOLDER
    if is_stamped(root, wanted):
        return
    try:
        venv.mkdir(exist_ok=True)
        with locks.held(venv / "install.lock"):
            if not is_stamped(root, wanted):
                _install(root, wanted)
    except OSError as error:
        raise Stop(messages.of_os_error(error, venv)) from error


def is_stamped(root: Path, wanted: str) -> bool:
    """True when these requirements were installed completely, for a Python that still runs."""
    try:
        stamp = json.loads((root / FOLDER / STAMP).read_text())
    except (OSError, ValueError):
        return False
    return bool(stamp.get(wanted) == _mark(root, wanted) and python_of(root).exists())


def _mark(root: Path, wanted: str) -> str:
    return hashlib.sha256((root / "requirements" / f"{wanted}.txt").read_bytes()).hexdigest()


def _install(root: Path, wanted: str) -> None:
    venv = root / FOLDER
    if not _runs(python_of(root)):
        if shutil.disk_usage(root).free < NEEDED_BYTES:
            raise Stop(messages.disk_full(root))
        say("Preparing Python (once)…")
        _checked([sys.executable, "-m", "venv", "--clear", str(venv)] if not venv.is_symlink() else
                 [sys.executable, "-m", "venv", str(venv)], root)  # fmt: skip
    say("Installing the locked packages (once, about 15 seconds)…")
    requirements = str(root / "requirements" / f"{wanted}.txt")
    if _have_uv(root):
        _checked(
            [
                _uv(root),
                "pip",
                "install",
                "--quiet",
                "--require-hashes",
                "--python",
                python_of(root),
                "-r",
                requirements,
            ],
            root,
        )
    else:
        say("Without uv this takes about 3 minutes.")
        _checked([*_pip(root), "--require-hashes", "-r", requirements], root)
    try:
        stamp = json.loads((venv / STAMP).read_text())
    except (OSError, ValueError):
        stamp = {}
    stamp |= {name: _mark(root, name) for name in SETS[wanted]}
    (venv / STAMP).write_text(json.dumps(stamp))


def _uv(root: Path) -> Path:
    return root / FOLDER / "bin" / "uv"


def _pip(root: Path) -> list[Any]:
    quick_to_fail = ["--retries", "1", "--timeout", "20"]
    return [python_of(root), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *quick_to_fail]


def _have_uv(root: Path) -> bool:
    """uv installs several times faster than pip; there may be none for this machine, which is no obstacle."""
    if _runs(_uv(root)):
        return True
    made = subprocess.run(
        [*_pip(root), "--require-hashes", "--only-binary=:all:", "-r", root / INSTALLER],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = made.stdout + made.stderr
    if made.returncode != 0 and "no matching distribution" in said.lower() and "connection" not in said.lower():
        return False
    if made.returncode != 0:
        raise _failure(said, root)
    return True


def _runs(program: Path) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _checked(command: list[Any], root: Path) -> None:
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise _failure(made.stdout + made.stderr, root)


def _failure(said: str, root: Path) -> Stop:
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "no message")
    return Stop(messages.of_output(said, root / FOLDER) or f"The packages could not be installed: {last.strip()}")
