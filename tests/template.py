"""The template database: migrated once for each content of what shapes it, then copied in a fraction of a second."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from cas_portal.launcher import locks, processes, state
from cas_portal.launcher.messages import Stop
from cas_portal.launcher.postgres import Postgres
from cas_portal.launcher.servers import Servers

PREFIX = "cas_test"
APPS = ("cas_portal", "clients", "assessments", "documents", "referrals", "queues", "reports", "hmis_csv")
MIGRATING = "cas_portal.settings.dev"  # where the default connection is the one CAS_DB_LOGIN says
SHAPING_FOLDERS = {"migrations", "instruments", "data", "models", "access", "audit", "sql"}
SHAPING_FILES = {"models.py", "apps.py", "rls.py", "triggers.py"}


def database_name(run: str, worker: str) -> str:
    """The database of one worker of one run; the run is the controller's process id."""
    return f"{PREFIX}_{run}_{worker}"


def fingerprint(root: Path) -> str:
    """A hash over everything that decides what a migrated database looks like."""
    digest = hashlib.sha256()
    shaping = [*(root / "requirements").glob("*.txt"), *(root / "ops").glob("*.sql"), root / "tests" / "template.py"]
    for app in APPS:
        for path in (root / app).rglob("*"):
            inside = set(path.relative_to(root).parts[1:-1])
            if path.suffix != ".pyc" and path.is_file() and (path.name in SHAPING_FILES or inside & SHAPING_FOLDERS):
                shaping.append(path)
    for path in sorted(shaping):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


class Template:
    """The template of the present code. While a run uses it, a shared lock keeps others from dropping it."""

    def __init__(self, servers: Servers) -> None:
        self.servers = servers
        self.postgres: Postgres = servers.postgres
        self.name = f"{PREFIX}_template_{fingerprint(servers.root)}"
        self.folder = servers.home / "templates"
        self.lock = locks.Lock(self.folder / f"{self.name}.lock")

    def ensure(self) -> str:
        """Make the template unless it is there; its name."""
        self.lock.shared()
        with locks.held(self.folder / "build.lock"):
            if self.name not in databases(self.postgres):
                self._build()
            self._drop_unused()
        return self.name

    def release(self) -> None:
        self.lock.close()

    def _build(self) -> None:
        draft = f"{self.name}_draft"
        drop(self.postgres, draft)
        self.servers.ensure_roles(draft)
        values = state.load(self.servers.home)
        addresses = state.database_variables(values["secrets"], self.postgres.port, draft)
        made = subprocess.run(
            [sys.executable, "manage.py", "migrate", "--no-input", "--skip-checks", "--verbosity=0"],
            cwd=self.servers.root, capture_output=True, text=True, check=False,
            env={**os.environ, **addresses, "CAS_DB_LOGIN": "migrator", "DJANGO_SETTINGS_MODULE": MIGRATING},
        )  # fmt: skip
        state.update(self.servers.home, roles={})
        if made.returncode != 0:
            raise Stop(f"The test database could not be migrated:\n{made.stdout}{made.stderr}")
        self.postgres.query(f'ALTER DATABASE "{draft}" ALLOW_CONNECTIONS false')
        self.postgres.query(f'ALTER DATABASE "{draft}" RENAME TO "{self.name}"')

    def _drop_unused(self) -> None:
        """Templates of other code are dropped when no run holds their lock."""
        for name in databases(self.postgres):
            if not name.startswith(f"{PREFIX}_template_") or name == self.name:
                continue
            path = self.folder / f"{name}.lock"
            lock = locks.Lock(path)
            if lock.try_alone():
                drop(self.postgres, name)
                path.unlink(missing_ok=True)
            lock.close()


def databases(postgres: Postgres) -> list[str]:
    """The names of all databases of the suite."""
    return postgres.query(f"SELECT datname FROM pg_database WHERE datname LIKE '{PREFIX}\\_%'").split()


def drop(postgres: Postgres, name: str) -> None:
    postgres.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def drop_of_run(postgres: Postgres, run: str) -> None:
    """Drop the databases of one run."""
    for name in databases(postgres):
        if name.startswith(f"{PREFIX}_{run}_"):
            drop(postgres, name)


def drop_stale(postgres: Postgres) -> None:
    """Drop the databases of runs whose controller is gone."""
    runs = {name.split("_")[2] for name in databases(postgres)}
    for run in runs:
        if run.isdigit() and processes.started_at(int(run)) is None:
            drop_of_run(postgres, run)
