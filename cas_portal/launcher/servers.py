"""The three servers together: whoever needs them takes part; the last one to leave stops them.

Each server is skipped when its variable is set: DATABASE_URL, REDIS_URL, S3_ENDPOINT_URL.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cas_portal.launcher import locks, messages, state
from cas_portal.launcher.messages import Stop
from cas_portal.launcher.postgres import Postgres
from cas_portal.launcher.s3 import S3
from cas_portal.launcher.valkey import Valkey

DATABASE_VARIABLES = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "WORKER_DATABASE_URL")
ROLES_FILE = Path("ops") / "roles.sql"


@dataclass
class Servers:
    """The servers of one folder (`.local` for the portal, `.local/test` for the test suite)."""

    root: Path
    folder: str = state.FOLDER
    postgres_settings: dict[str, str] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def __post_init__(self) -> None:
        self.home = self.root / self.folder
        self.postgres: Postgres | None = None
        self.others: list[Valkey | S3] = []
        self._users: locks.Lock | None = None

    def needed(self) -> bool:
        """False when every server is somebody else's."""
        return not all(self.environ.get(name) for name in ("DATABASE_URL", "REDIS_URL", "S3_ENDPOINT_URL"))

    def enter(self) -> dict[str, str]:
        """Start what is not running, take part, and return the variables that lead to the servers."""
        try:
            self._prepare()
            with locks.held(self.home / "start.lock"):
                self._users = locks.Lock(self.home / "users.lock")
                self._users.shared()
                self.choose()
                self.start_missing()
                return self.record()
        except OSError as error:
            raise Stop(messages.of_os_error(error, self.home)) from error

    def leave(self) -> None:
        """Stop the servers, unless a command or another run still uses them."""
        if self._users is None:
            return
        with locks.held(self.home / "start.lock"):
            if self._users.try_alone():
                self.stop_all()
            self._users.close()
            self._users = None

    def try_stop(self) -> bool:
        """Stop the servers when nobody uses them; False when somebody does."""
        with locks.held(self.home / "start.lock"):
            users = locks.Lock(self.home / "users.lock")
            try:
                if not users.try_alone():
                    return False
                self.stop_all()
            finally:
                users.close()
        return True

    def all_alive(self) -> bool:
        """A cheap look: the processes are there (whether they answer is asked when they start)."""
        return all(server.alive() for server in self.others) and (self.postgres is None or self.postgres.alive())

    def forget(self, *parts: str) -> None:
        """Drop parts of the state, so that what they stand for is looked at again."""
        if parts:
            with locks.held(self.home / "start.lock"):
                state.update(self.home, **dict.fromkeys(parts))

    def start_missing(self) -> list[str]:
        """Start each server that does not run; the names of those that were started."""
        started = [server.name for server in self.others if server.ensure_running()]
        if self.postgres and self.postgres.ensure_running():
            started.append("postgres")
        return started

    def stop_all(self) -> None:
        """Stop the servers of this folder."""
        for server in self.others:
            server.stop()
        if self.postgres:
            self.postgres.stop()

    def _prepare(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        if not os.access(self.home, os.W_OK | os.X_OK):
            raise Stop(messages.unwritable(self.home))
        kept = state.load(self.home)
        if not kept and (self.home / state.FILE).exists():
            raise Stop(messages.unwritable(self.home / state.FILE))
        wanted = state.make_secrets(kept.get("secrets", {}))
        if wanted != kept.get("secrets"):
            state.update(self.home, secrets=wanted)

    def choose(self) -> None:
        """Decide which servers are ours: those whose variable is not set."""
        self.others = []
        if not self.environ.get("REDIS_URL"):
            self.others.append(Valkey(self.home))
        if not self.environ.get("S3_ENDPOINT_URL"):
            self.others.append(S3(self.home))
        if not self.environ.get("DATABASE_URL"):
            self.postgres = Postgres(self.home, self.postgres_settings)
            return
        missing = [name for name in DATABASE_VARIABLES if not self.environ.get(name)]
        if missing:
            raise Stop(
                f"DATABASE_URL is set but {' and '.join(missing)} is not: set all three (see README, 'Own servers')."
            )

    def record(self) -> dict[str, str]:
        """Write down the variables that lead to the servers. The caller holds the start lock."""
        kept = state.load(self.home)
        hidden = kept["secrets"]
        found = {
            "SECRET_KEY": hidden["django_secret_key"],
            "FIELD_KEYS": hidden["field_keys"],
            "SSN_INDEX_KEY": hidden["ssn_index_key"],
            "S3_BUCKET": state.BUCKET,
        }
        for server in self.others:
            found |= self._address(server, hidden)
        if self.postgres:
            self.ensure_roles(state.DATABASE)
            found |= state.database_variables(hidden, self.postgres.port)
        if found != kept.get("environment"):
            state.update(self.home, environment=found)
        return found

    def _address(self, server: Valkey | S3, hidden: dict[str, str]) -> dict[str, str]:
        if isinstance(server, Valkey):
            return {"REDIS_URL": f"redis://:{hidden['password_valkey']}@127.0.0.1:{server.port}/0"}
        return {
            "S3_ENDPOINT_URL": f"http://127.0.0.1:{server.port}",
            "S3_ACCESS_KEY": hidden["s3_access_key"],
            "S3_SECRET_KEY": hidden["s3_secret_key"],
        }

    def ensure_roles(self, database: str) -> None:
        """Run ops/roles.sql for a database, once for each content of the file."""
        if self.postgres is None:
            return
        script = self.root / ROLES_FILE
        kept = state.load(self.home)
        mark = hashlib.sha256(script.read_bytes() + str(self.postgres.data).encode()).hexdigest()
        done: dict[str, Any] = kept.get("roles", {})
        if done.get(database) == mark:
            return
        passwords = {f"CAS_{role.upper()}_PASSWORD": kept["secrets"][f"password_{role}"] for role in state.ROLES}
        try:
            self.postgres.psql(["-f", str(script)], CAS_DATABASE=database, **passwords)
        except subprocess.CalledProcessError as error:
            raise Stop(f"The database roles could not be made: {error.stderr.strip().splitlines()[-1]}") from error
        state.update(self.home, roles={**done, database: mark})

    def __enter__(self) -> dict[str, str]:
        return self.enter()

    def __exit__(self, *_: object) -> None:
        self.leave()
