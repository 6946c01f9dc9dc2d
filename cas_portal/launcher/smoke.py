"""`make smoke`: a fresh clone of HEAD, `make run` in it, the main job in a browser, stop; PASS or the failed step."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from cas_portal.launcher import chromium, ports, processes
from cas_portal.launcher.messages import Stop, say

READY = re.compile(r"Ready after ([\d.]+) s")
START_SECONDS = 300
JOURNEY_SECONDS = 600
OWN_SERVERS = re.compile(r"^((MIGRATION_|WORKER_)?DATABASE_URL|REDIS_URL|S3_.*|CAS_.*|DJANGO_.*)$")


def main(root: Path) -> int:
    """Prove that a newcomer's first minutes work; the exit status."""
    browser = chromium.ensure(root)
    with tempfile.TemporaryDirectory(prefix="cas portal ") as folder:
        clone = Path(folder) / "fresh clone"
        Path(folder).chmod(0o755)
        subprocess.run(["git", "clone", "--quiet", str(root), str(clone)], check=True)
        step("cloned HEAD into an empty folder, with a space in its path")
        port = ports.choose()
        with running(clone, port) as address:
            journey(root, clone, address, browser)
        if not ports.is_free(port):
            raise Stop(f"Something still answers on port {port} after Ctrl-C: the smoke test failed.")
        step("Ctrl-C stopped everything")
        subprocess.run(["make", "reset", "YES=1"], cwd=clone, check=True, stdout=subprocess.DEVNULL)
        step("make reset deleted the data")
    say("PASS")
    return 0


def step(text: str) -> None:
    say(f"ok  {text}")


@contextlib.contextmanager
def running(clone: Path, port: int) -> Iterator[str]:
    """`make run` in the clone, as somebody would type it; Ctrl-C at the end."""
    environment = {name: value for name, value in os.environ.items() if not OWN_SERVERS.match(name)}
    environment["PORT"] = str(port)
    log = clone / "make-run.log"
    begin = time.monotonic()
    make = processes.spawn(["make", "run"], log, env=environment, cwd=clone)

    def said() -> re.Match[str] | None:
        return READY.search(log.read_text(errors="replace"))

    try:
        processes.wait_until(lambda: said() or make.poll() is not None, START_SECONDS, pause=0.2)
        if not said():
            raise Stop(f"make run did not get ready; it said:\n{log.read_text(errors='replace')[-2000:]}")
        step(f"make run was ready after {time.monotonic() - begin:.0f} s, everything included")
        yield f"http://localhost:{port}"
    finally:
        os.killpg(make.pid, signal.SIGINT)
        processes.wait_gone(make.pid, 30)
        make.wait(timeout=5)


def journey(root: Path, clone: Path, address: str, browser: str) -> None:
    """The main job, one printed line for each step (see tests/journeys/smoke.py)."""
    environment = {**os.environ, "CHROMIUM_PATH": browser, "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
    made = subprocess.run(
        [sys.executable, "-m", "tests.journeys.smoke", address],
        cwd=clone, env=environment, timeout=JOURNEY_SECONDS, check=False,
    )  # fmt: skip
    if made.returncode != 0:
        raise Stop("The main job could not be done in the fresh clone: the last line above names the step. FAIL")
