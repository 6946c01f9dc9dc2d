"""`make run`: servers, migrations, demo community, web, worker and beat, until Ctrl-C ends whatever it started."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from cas_portal.launcher import locks, messages, ports, processes, state
from cas_portal.launcher.messages import Stop, say
from cas_portal.launcher.restarter import Child, Watch, stop_all
from cas_portal.launcher.servers import Servers

DEFAULT_PORT = 8000
READY_SECONDS = 60
LEFTOVER_SECONDS = 6
LOOK_EVERY = 0.25
BEGAN = "CAS_LAUNCH_BEGAN"  # when the command was typed; survives the change to the environment's Python
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(root: Path) -> int:
    """Run the portal until somebody stops it; the exit status."""
    began = float(os.environ.pop(BEGAN, time.time()))
    with ends_on_signals(), only_one(root) as home:
        portal = Portal(root, home, chosen_port())
        try:
            portal.start()
            say(f"\nReady after {time.time() - began:.1f} s. Ctrl-C stops everything; the data is kept.")
            portal.keep_running()
        except KeyboardInterrupt:
            say("\nStopping…")
        finally:
            ignore_signals()
            portal.stop()
    say("Stopped.")
    return 0


def chosen_port() -> int:
    """PORT, or 8000."""
    text = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Stop(f"PORT={text} is not a port: choose a number from 1024 to 65535, for example PORT=8001 make run.")
    return int(text)


@contextlib.contextmanager
def ends_on_signals() -> Iterator[None]:
    """A closed terminal or a polite kill ends us as Ctrl-C does."""

    def interrupt(*_: Any) -> NoReturn:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def ignore_signals() -> None:
    """Stopping is not itself interrupted, by an impatient second Ctrl-C for example."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def only_one(root: Path) -> Iterator[Path]:
    """One running portal in a folder; the lock goes away with the process, however it ends."""
    home = root / state.FOLDER
    lock = locks.Lock(home / "run.lock")
    try:
        if not lock.try_alone():
            run = state.load(home).get("run", {})
            raise Stop(messages.already_running(run.get("pid", "unknown"), run.get("address", "its address")))
        yield home
    finally:
        lock.close()


class Portal:
    """Everything `make run` starts, in the order in which one thing needs the other."""

    def __init__(self, root: Path, home: Path, port: int) -> None:
        self.root = root
        self.home = home
        self.port = port
        self.address = f"http://localhost:{port}"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "cas_portal.settings.dev"),
            "DEMO": os.environ.get("DEMO", "1"),
            "SITE_URL": os.environ.get("SITE_URL", self.address),
        }
        self.servers = Servers(root)
        self.children: list[Child] = []

    def start(self) -> None:
        self._end_leftovers()
        if not ports.is_free(self.port):
            raise Stop(messages.busy_port(self.port))
        self._note(run={"pid": os.getpid(), "address": self.address})
        self.servers.enter()
        self._migrate()
        self.children = self._processes()
        for child in self.children:
            child.start()
        self._remember_children()
        sign_ins = self._load_demo()
        self._wait_until_ready()
        say(f"\nCAS Portal is at {self.address}")
        if sign_ins:
            say(sign_ins)

    def keep_running(self) -> NoReturn:
        """Look after the processes and the servers, several times a second."""
        watch = Watch("servers", self._restart_servers)
        while True:
            watch.look()
            started = [child for child in self.children if child.watch()]
            if started:
                self._remember_children()
            time.sleep(LOOK_EVERY)

    def stop(self) -> None:
        stop_all(self.children)
        if self.children:
            self._note(children={})
        self.servers.leave()

    # --- parts of starting -------------------------------------------------------------------------------------

    def _end_leftovers(self) -> None:
        """A launcher that was killed could not end its processes; they still hold the port, with old code.

        Where the first process of a group was killed too, the others notice that by themselves within a few seconds.
        """
        left = state.load(self.home).get("children", {})
        for kept in left.values():
            if processes.is_same(kept):
                processes.end(int(kept["pid"]), signal.SIGTERM, 8, signal.SIGKILL, group=True)
        if left:
            processes.wait_until(lambda: ports.is_free(self.port), LEFTOVER_SECONDS, pause=0.1)
            self._note(children={})

    def _note(self, **parts: Any) -> None:
        with locks.held(self.home / "start.lock"):
            state.update(self.home, **parts)

    def _remember_children(self) -> None:
        running = {child.name: child.process for child in self.children if child.process is not None}
        self._note(children={name: processes.remember(process.pid) for name, process in running.items()})

    def _restart_servers(self) -> list[str]:
        if self.servers.all_alive():
            return []
        with locks.held(self.home / "start.lock"):
            before = state.load(self.home).get("environment")
            started = self.servers.start_missing()
            moved = self.servers.record() != before
        if moved:  # a port was taken meanwhile, so the processes must read the new addresses
            stop_all(self.children)
            for child in self.children:
                child.start()
            self._remember_children()
        return started

    def _migrate(self) -> None:
        """Only when a migration is new: looking costs as much as starting Django."""
        mark = migrations_mark(self.root, self.environment)
        if state.load(self.home).get("migrated") == mark:
            return
        say("Preparing the database…")
        self._manage("migrate", "--no-input", "--verbosity=0")
        self._note(migrated=mark)

    def _load_demo(self) -> str:
        """Load the invented community once; the sign-ins to print, one for each role."""
        kept: dict[str, Any] = state.load(self.home)
        if self.environment["DEMO"] != "1" or not find_command(self.root, "load_demo"):
            return ""
        mark = migrations_mark(self.root, self.environment)
        demo = kept.get("demo") or {}
        if demo.get("mark") == mark:
            return str(demo["sign_ins"])
        say("Loading the demo community (once)…")
        said = self._manage("load_demo", "--once")
        if find_command(self.root, "show_sign_ins"):
            said = self._manage("show_sign_ins")
        self._note(demo={"mark": mark, "sign_ins": said})
        return said

    def _manage(self, *arguments: str) -> str:
        """Run a management command; what it printed."""
        made = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode == 0:
            return made.stdout.strip()
        if made.returncode in (-signal.SIGINT, 128 + signal.SIGINT):
            raise KeyboardInterrupt
        log = self.home / "logs" / f"{arguments[0]}.log"
        log.write_text(made.stdout + made.stderr, encoding="utf-8")
        last = next((line for line in reversed(made.stderr.splitlines()) if line.strip()), "no message")
        known = messages.of_output(made.stderr, self.home)
        raise Stop(known or f"manage.py {arguments[0]} failed ({last.strip()}): read {log}, mend it and run again.")

    def _processes(self) -> list[Child]:
        celery = ["celery", "-A", "cas_portal.celery"]
        worker = [*celery, "worker", "--concurrency=2", "--loglevel=WARNING", "--without-gossip", "--without-mingle"]
        beat = [*celery, "beat", "-s", str(self.home / "beat.db"), "--pidfile=", "--loglevel=WARNING"]
        return [
            self._child("web", web_server(self.port), "web"),
            self._child("worker", worker, "worker"),
            self._child("beat", beat, "worker"),
        ]

    def _child(self, name: str, arguments: list[str], login: str) -> Child:
        environment = {**self.environment, "CAS_DB_LOGIN": login}
        command = [sys.executable, "-m", *arguments]
        return Child(name, command, environment, self.home / "logs" / f"{name}.log", self.root)

    def _wait_until_ready(self) -> None:
        def ready() -> bool:
            for child in self.children:
                child.watch()
            return answers_http(self.port)

        if not processes.wait_until(ready, READY_SECONDS, pause=0.1):
            log = self.home / "logs" / "web.log"
            raise Stop(f"The web server did not answer within {READY_SECONDS} s: read {log} and run it again.")


def web_server(port: int) -> list[str]:
    """The module and the arguments that serve the portal on a port."""
    return [
        "gunicorn", "cas_portal.wsgi:application", "--bind", f"{ports.HOST}:{port}", "--workers", "2",
        "--threads", "4", "--timeout", "60", "--graceful-timeout", "5", "--no-control-socket",
    ]  # fmt: skip


def answers_http(port: int) -> bool:
    """True when a web server gives any answer at all."""
    link = http.client.HTTPConnection(ports.HOST, port, timeout=5)
    try:
        link.request("GET", "/livez", headers={"Host": f"localhost:{port}"})
        link.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()
    return True


def find_command(root: Path, name: str) -> bool:
    """True when some app brings this management command."""
    return any(root.glob(f"*/management/commands/{name}.py")) or any(root.glob(f"*/*/management/commands/{name}.py"))


def migrations_mark(root: Path, environment: dict[str, str]) -> str:
    """A hash over the migrations, the locked packages and the database they are for."""
    digest = hashlib.sha256(environment.get("MIGRATION_DATABASE_URL", "embedded").encode())
    found = [*root.glob("*/migrations/*.py"), *root.glob("*/*/migrations/*.py"), root / "requirements" / "base.txt"]
    for path in sorted(found):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()
