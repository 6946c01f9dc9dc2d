"""The embedded PostgreSQL: made once, started, found again after a crash, stopped."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cas_portal.launcher import binaries, messages, ports, processes, state, unprivileged
from cas_portal.launcher.messages import Stop

START_SECONDS = 60
STILL_IN_USE = ("pre-existing shared memory block", "lock file", "Address already in use")
SPEED_BEFORE_SAFETY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "300"}


@dataclass
class Postgres:
    """One cluster in one folder. `home` holds state.json, logs and (where it can be reached) the data."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)
    owner: unprivileged.Owner = field(default_factory=unprivileged.server_owner)

    def __post_init__(self) -> None:
        self.bin = unprivileged.programs_folder(binaries.postgres_folder(), self.owner)
        self.major = binaries.postgres_major(self.bin)
        self.data = unprivileged.data_folder(self.home / f"postgres-{self.major}", self.owner)
        self.log = self.home / "logs" / "postgres.log"
        kept = state.load(self.home)
        self.password: str = kept["secrets"]["password_superuser"]
        self.port: int = kept.get("postgres", {}).get("port", 0)

    # --- what runs ---------------------------------------------------------------------------------------------

    def pid(self) -> int | None:
        """The id in postmaster.pid, when a postgres with this data folder really runs under it."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        if processes.started_at(pid) is None or "postgres" not in processes.command_of(pid):
            return None
        return pid

    def alive(self) -> bool:
        return self.pid() is not None

    def ready(self) -> bool:
        """True when our own cluster answers on the recorded port."""
        if not self.port or not ports.answers(self.port):
            return False
        command: list[Any] = [self.bin / "pg_isready", "-q", "-h", ports.HOST, "-p", str(self.port)]
        if subprocess.run(command, check=False).returncode != 0:
            return False
        try:
            return Path(self.query("SHOW data_directory").strip()) == self.data.resolve()
        except subprocess.CalledProcessError:
            return False

    # --- making and starting -----------------------------------------------------------------------------------

    def ensure_running(self) -> bool:
        """Start the server unless it already answers; True when this call started it."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self._answers_soon():
            return False
        self._make_cluster()
        until = time.monotonic() + START_SECONDS
        while not self._try_start(until):
            time.sleep(0.3)
        state.update(
            self.home, postgres={"port": self.port, "data": str(self.data), **processes.remember(self.pid() or 0)}
        )
        return True

    def _answers_soon(self) -> bool:
        """A server that is still starting (after a crash it first repairs itself) is waited for, not replaced."""
        if self.ready():
            return True
        if self.pid() is None:
            with contextlib.suppress(FileNotFoundError):
                (self.data / "postmaster.pid").unlink()
            return False
        with contextlib.suppress(OSError, ValueError, IndexError):
            self.port = int((self.data / "postmaster.pid").read_text().split("\n")[3])
        return processes.wait_until(lambda: self.ready() or self.pid() is None, 30) and self.ready()

    def _make_cluster(self) -> None:
        """Run initdb beside the final place and rename, so that an interrupted one never looks finished."""
        if (self.data / "PG_VERSION").exists():
            return
        draft = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True, mode=0o700)
        self.owner.give(draft)
        handle, name = tempfile.mkstemp(prefix="cas-portal-")
        secret = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(self.password)
            self.owner.give(secret)
            command = [self.bin / "initdb", "-D", draft, "-U", "postgres", f"--pwfile={secret}", *self._locale()]
            made = self._run(command)
        finally:
            secret.unlink()
        if made.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            raise self._failure(made.stdout + made.stderr)
        draft.rename(self.data)

    def _locale(self) -> list[str]:
        common = ["--auth=scram-sha-256", "--encoding=UTF8", "--no-sync"]
        system = "--locale=C" if os.uname().sysname == "Darwin" else "--locale=C.UTF-8"
        if self.major < 17:
            return [*common, system]
        return [*common, "--locale-provider=builtin", "--builtin-locale=C.UTF-8", system]

    def _try_start(self, until: float) -> bool:
        """One attempt; False when what the last server left is still going away and another try is worthwhile."""
        self.port = ports.choose(self.port or None)
        options = {
            "listen_addresses": ports.HOST,
            "port": str(self.port),
            "unix_socket_directories": "",
            "log_min_messages": "warning",
            **self.settings,
        }
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        begin = self.log.stat().st_size if self.log.exists() else 0
        server = processes.spawn(
            [self.bin / "postgres", "-D", self.data, *arguments], self.log, **self.owner.popen_options()
        )
        while time.monotonic() < until:
            if self.ready():
                return True
            if server.poll() is not None:
                said = self.log.read_bytes()[begin:].decode(errors="replace")
                if any(sign in said for sign in STILL_IN_USE) and time.monotonic() < until:
                    return False
                raise self._failure(said)
            time.sleep(0.02)
        processes.end(server.pid, signal.SIGINT, 5, signal.SIGKILL)
        raise Stop(
            f"PostgreSQL did not answer within {START_SECONDS} seconds: read {self.log} and run the same command again."
        )

    def _failure(self, said: str) -> Stop:
        known = messages.of_output(said, self.data)
        last = next((line for line in reversed(said.splitlines()) if line.strip()), "no message")
        return Stop(known or f"PostgreSQL could not start ({last.strip()}): read {self.log} for more.")

    # --- using and stopping ------------------------------------------------------------------------------------

    def query(self, sql: str, database: str = "postgres") -> str:
        """Run SQL as the bootstrap superuser and return psql's bare output."""
        return self.psql(["-c", sql], database).stdout

    def psql(
        self, arguments: list[Any], database: str = "postgres", **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run psql as the bootstrap superuser; passwords travel in the environment, where no other user sees them."""
        address = ["-h", ports.HOST, "-p", str(self.port), "-U", "postgres", "-d", database]
        command = [self.bin / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *address, *arguments]
        wanted = {**os.environ, "PGPASSWORD": self.password, "PGCONNECT_TIMEOUT": "5", **variables}
        return subprocess.run(command, env=wanted, capture_output=True, text=True, check=True)

    def _run(self, command: list[Any]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, capture_output=True, text=True, check=False, **self.owner.popen_options())

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, what was committed is safe."""
        pid = self.pid()
        if pid:
            processes.end(pid, signal.SIGINT, 15, signal.SIGQUIT)
