"""The browser of the tests: one on this machine, else Playwright's own, else Debian's package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from cas_portal.launcher.messages import Stop, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
NONE = (
    "The browser tests need Chromium and none could be installed here: install it (Debian: apt install chromium "
    "fonts-liberation; a Mac: Google Chrome), or set CHROMIUM_PATH to one, then run make test again."
)


def ensure(root: Path) -> str:
    """The path of a browser that really starts; installed when there is none."""
    chosen = os.environ.get("CHROMIUM_PATH")
    if chosen:
        if starts(Path(chosen)):
            return chosen
        raise Stop(f"CHROMIUM_PATH={chosen} does not start: point it at a working Chromium or unset it.")
    found = find()
    for install in (playwright_install, debian_install):
        if found:
            break
        install(root)
        found = find()
    if not found:
        raise Stop(NONE)
    return str(found)


def find() -> Path | None:
    """The first browser on this machine that starts."""
    return next((path for path in candidates() if starts(path)), None)


def candidates() -> Iterator[Path]:
    """Where a browser may be, in the order of preference."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            yield Path(found)
    yield MAC
    caches = (Path.home() / ".cache" / "ms-playwright", Path.home() / "Library" / "Caches" / "ms-playwright")
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    for cache in (*([Path(chosen)] if chosen else []), *caches):
        yield from sorted(cache.glob("chromium-*/chrome-linux*/chrome"), reverse=True)
        yield from sorted(cache.glob("chromium-*/chrome-mac*/*.app/Contents/MacOS/*"), reverse=True)


def starts(path: Path) -> bool:
    """True when the program runs here, i.e. no system library is missing."""
    try:
        made = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return made.returncode == 0


def playwright_install(root: Path) -> None:
    """Download Playwright's Chromium into the user's cache."""
    say("Installing Chromium for the browser tests (once)…")
    _try([sys.executable, "-m", "playwright", "install", "chromium"], 300)


def debian_install(root: Path) -> None:
    """Install Debian's package, when we may."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    _try(["apt-get", "update", "-q"], 120, quiet)
    _try(["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-liberation"], 600, quiet)


def _try(command: list[str], seconds: int, extra: dict[str, str] | None = None) -> None:
    """Run an installer; whether it helped is seen from what is there afterwards."""
    try:
        subprocess.run(
            command, env={**os.environ, **(extra or {})}, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=seconds, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return
