"""The web server as `make run` starts it, on this process's database, and the wire to it, which can lose an answer."""

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import psycopg

from cas_portal.launcher import ports, processes
from cas_portal.launcher.restarter import Child
from cas_portal.launcher.run import answers_http, web_server
from tests import database

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT / ".local" / "test" / "logs" / "drill-web.log"
WAITING = """SELECT array_agg(pid) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'cas-web' AND wait_event_type = 'Lock'"""
LEFT = "SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s)"


class RealServer:
    """Gunicorn behind a wire. Killed hard, it is started again, as the launcher does."""

    def __init__(self) -> None:
        self.port = ports.choose()
        command = [sys.executable, "-m", *web_server(self.port)]
        self.child = Child("web", command, {**os.environ, "CAS_DB_LOGIN": "web"}, LOG, ROOT)
        self.wire = Wire(self.port)
        self.kills = 0

    @property
    def url(self) -> str:
        """Where browsers find it."""
        return f"http://localhost:{self.wire.port}"

    def start(self) -> None:
        """Start it, or start it again, and wait until it answers."""
        self.child.start()
        assert processes.wait_until(lambda: answers_http(self.port), 60, pause=0.1), LOG.read_text()[-2000:]

    def kill(self) -> None:
        """kill -9, the whole group."""
        assert self.child.process is not None
        os.killpg(self.child.process.pid, signal.SIGKILL)
        self.child.process.wait()
        self.kills += 1

    @contextlib.contextmanager
    def killed_while_writing(self, table: str):
        """Kill it while what happens within the block waits to write to this table, its transaction half done."""
        with psycopg.connect(database.admin_url()) as holder, psycopg.connect(database.admin_url()) as watcher:
            watcher.autocommit = True
            holder.execute(f"LOCK TABLE {table} IN SHARE MODE")
            yield
            waits = processes.wait_until(lambda: watcher.execute(WAITING).fetchone()[0], 20, pause=0.01)
            assert waits, LOG.read_text()[-1500:]
            half_done = watcher.execute(WAITING).fetchone()[0]
            self.kill()
            holder.rollback()
            # The database notices that nobody listens any more, and undoes what was half done.
            assert processes.wait_until(lambda: not watcher.execute(LEFT, [half_done]).fetchone()[0], 20, pause=0.02)

    @contextlib.contextmanager
    def killed_before_the_answer(self, path: str):
        """Kill it when it has done what a POST to this path asks, before anybody hears so."""
        lost = self.wire.lose_answer(path, self.kill)
        yield
        assert lost.wait(20), "nothing was sent"

    def stop(self) -> None:
        """End it and the wire."""
        self.wire.close()
        self.child.stop()


class Wire:
    """Passes on what browser and server say, byte by byte, until it is told to lose an answer."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.listener = socket.create_server((ports.HOST, 0))
        self.port = self.listener.getsockname()[1]
        self.path = b""
        self.then: Callable[[], None] = lambda: None
        self.lost = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def lose_answer(self, path: str, then: Callable[[], None]) -> threading.Event:
        """Lose the answer to the next POST to a path that holds this text."""
        self.lost = threading.Event()
        self.then, self.path = then, path.encode()
        return self.lost

    def close(self) -> None:
        """Listen no more."""
        self.listener.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _where = self.listener.accept()
                threading.Thread(target=self._carry, args=(browser,), daemon=True).start()

    def _carry(self, browser: socket.socket) -> None:
        try:
            server = socket.create_connection((ports.HOST, self.target), timeout=5)
        except OSError:
            cut(browser)
            return
        server.settimeout(None)
        marked = threading.Event()
        threading.Thread(target=self._back, args=(server, browser, marked), daemon=True).start()
        with contextlib.suppress(OSError):
            while data := browser.recv(65536):
                if self.path and data.startswith(b"POST ") and self.path in data.split(b"\r\n", 1)[0]:
                    self.path = b""
                    marked.set()
                server.sendall(data)
        cut(server)

    def _back(self, server: socket.socket, browser: socket.socket, marked: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                if marked.is_set():
                    self.then()
                    break
                browser.sendall(data)
        cut(browser)
        if marked.is_set():
            self.lost.set()


def cut(end: socket.socket) -> None:
    """Break a connection, also for a thread that waits for it."""
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
