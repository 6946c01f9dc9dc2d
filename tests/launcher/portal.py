"""A portal started with `make run` in a clone of its own, for the tests that hurt it."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg

from cas_portal.launcher import ports, processes, state
from cas_portal.launcher.smoke import OWN_SERVERS, READY

SERVERS = ("postgres", "valkey", "s3")
ROOT = Path(__file__).resolve().parents[2]


def clone(into: Path) -> Path:
    """HEAD in a folder with a space in its name, with the packages of this environment."""
    folder = into / "a clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    (folder / ".venv").symlink_to(Path(sys.prefix).resolve())
    into.chmod(0o755)
    return folder


class Portal:
    """One `make run`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "make-run.log"
        self.port = ports.choose()
        self.make: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it says that it is ready."""
        self.log.unlink(missing_ok=True)
        environment = {name: value for name, value in os.environ.items() if not OWN_SERVERS.match(name)}
        self.make = processes.spawn(
            ["make", "run"], self.log, env={**environment, "PORT": str(self.port)}, cwd=self.folder
        )
        processes.wait_until(lambda: self.ready() or self.make.poll() is not None, 120, pause=0.1)
        assert self.ready(), self.said()

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def ready(self) -> bool:
        return bool(READY.search(self.said()))

    def state(self) -> dict:
        return state.read(self.folder)

    def pid(self, name: str) -> int:
        """The process id of web, worker, beat, postgres, valkey, s3 or the launcher."""
        values = self.state()
        kept = {**values["children"], "launcher": values["run"], **{key: values[key] for key in SERVERS}}
        return kept[name]["pid"]

    def kill(self, name: str) -> int:
        """kill -9; the process id that was killed."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        return pid

    def comes_back(self, name: str, killed: int) -> bool:
        """True when another process of that name runs within half a minute."""

        def other() -> bool:
            with contextlib.suppress(OSError, KeyError, StopIteration, IndexError):
                return self.pid(name) != killed and processes.started_at(self.pid(name)) is not None
            return False

        return processes.wait_until(other, 30, pause=0.1)

    def status(self, path: str = "/livez") -> int | None:
        """The HTTP status of a page; None when nobody answers."""
        link = http.client.HTTPConnection(ports.HOST, self.port, timeout=10)
        try:
            link.request("GET", path, headers={"Host": f"localhost:{self.port}"})
            return link.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            link.close()

    def serves(self) -> bool:
        """True when a page that reads the database is served again within half a minute."""
        return processes.wait_until(lambda: self.status("/readyz") == 200, 30, pause=0.1)

    def database(self) -> psycopg.Connection:
        """A connection as the owner of the database."""
        return psycopg.connect(
            self.state()["environment"]["MIGRATION_DATABASE_URL"], autocommit=True, connect_timeout=3
        )

    def stop(self) -> None:
        """Ctrl-C in the terminal: to make and to what it runs."""
        if self.make is not None and self.make.poll() is None:
            os.killpg(self.make.pid, signal.SIGINT)
            assert processes.wait_gone(self.make.pid, 40), self.said()
        self.make = None


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Portal]:
    """A portal that runs, and is gone afterwards."""
    portal = Portal(folder)
    try:
        portal.start()
        yield portal
    finally:
        portal.stop()
