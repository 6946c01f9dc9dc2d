"""`make check`: every static check, two at a time, one line each; the output of those that fail."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from cas_portal.launcher.messages import say

TOOLS = Path(sys.executable).parent
MANAGE = (sys.executable, "manage.py")


@dataclass(frozen=True)
class Check:
    """One check; `title` says what a green line means."""

    title: str
    command: tuple[str, ...]


CHECKS = (
    Check("types (mypy)", (str(TOOLS / "mypy"),)),
    Check("imports go down only (import-linter)", (str(TOOLS / "lint-imports"),)),
    Check("templates (djlint)", (str(TOOLS / "djlint"), "templates", "--lint", "--quiet")),
    Check("migrations complete", (*MANAGE, "makemigrations", "--check", "--dry-run")),
    Check("system checks, migrations linear", (*MANAGE, "check", "--fail-level", "WARNING")),
    Check("rules (ruff)", (str(TOOLS / "ruff"), "check", ".")),
    Check("format (ruff)", (str(TOOLS / "ruff"), "format", "--check", ".")),
    Check("every template is used", (sys.executable, "-m", "tests.architecture.templates_used")),
)


def main(root: Path) -> int:
    """Run all checks; 0 when every one is green."""
    begin = time.monotonic()
    with ThreadPoolExecutor(max_workers=2) as pool:
        failed = [title for title in pool.map(lambda check: run(check, root), CHECKS) if title]
    seconds = time.monotonic() - begin
    if failed:
        say(f"\n{len(failed)} of {len(CHECKS)} checks failed in {seconds:.0f} s: {', '.join(failed)}.")
        return 1
    say(f"\nAll {len(CHECKS)} checks passed in {seconds:.0f} s.")
    return 0


def run(check: Check, root: Path) -> str:
    """Run one check and print its line; its title when it failed."""
    begin = time.monotonic()
    environment = {**os.environ, "PYTHONWARNINGS": "ignore", "NO_COLOR": "1"}
    made = subprocess.run(
        check.command, cwd=root, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    good = made.returncode == 0
    line = f"{'ok    ' if good else 'FAILED'} {time.monotonic() - begin:5.1f} s  {check.title}"
    said = "" if good else f"\n{(made.stdout + made.stderr).strip()}\n"
    say(line + said)
    return "" if good else check.title
