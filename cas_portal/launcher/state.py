"""`.local/state.json`: the ports and generated secrets of this clone's own servers. Mode 0600, written atomically.

Keys: `secrets` (generated once, see SECRETS), `postgres`, `valkey`, `s3`, `web` (port, pid, start time of the process)
and `environment` (what settings read when a variable is absent; the names are those of the environment variables).
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any

FOLDER = ".local"
FILE = "state.json"
DATABASE = "cas_portal"
BUCKET = "cas-portal"
ROLES = ("migrator", "web", "worker", "backup")


def read(root: Path | str, folder: str = FOLDER) -> dict[str, Any]:
    """The whole state of a clone; empty when nothing was ever started there or the file is not ours to read."""
    return load(Path(root) / folder)


def environment(root: Path | str, folder: str = FOLDER) -> dict[str, str]:
    """The variables settings fall back on, e.g. DATABASE_URL; empty when nothing was ever started there."""
    return dict(read(root, folder).get("environment", {}))


def load(home: Path) -> dict[str, Any]:
    """The state kept in one folder."""
    try:
        found = json.loads((home / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def save(home: Path, values: dict[str, Any]) -> None:
    """Replace the state in one step, so that a reader never sees half of it."""
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f"{FILE}.{os.getpid()}"
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(values, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, home / FILE)
    finally:
        draft.unlink(missing_ok=True)


def update(home: Path, **parts: Any) -> dict[str, Any]:
    """Set some top-level keys and keep the others. The caller holds the folder's start lock."""
    values = {**load(home), **parts}
    save(home, values)
    return values


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def make_secrets(known: dict[str, str]) -> dict[str, str]:
    """Every secret this clone needs; the ones already known are kept, because data depends on them."""
    made = {f"password_{role}": secrets.token_urlsafe(24) for role in ("superuser", *ROLES, "valkey")}
    made |= {
        "s3_access_key": secrets.token_hex(10),
        "s3_secret_key": secrets.token_urlsafe(30).replace("-", "a").replace("_", "b"),
        "django_secret_key": secrets.token_urlsafe(50),
        "field_keys": f"1:{_key()}",
        "ssn_index_key": _key(),
    }
    return {**made, **known}


def database_url(role: str, password: str, port: int, database: str = DATABASE) -> str:
    return f"postgresql://{role}:{password}@127.0.0.1:{port}/{database}"


def database_variables(kept: dict[str, str], port: int, database: str = DATABASE) -> dict[str, str]:
    """The three database addresses: requests, migrations and jobs sign in as different roles."""
    names = {"DATABASE_URL": "web", "MIGRATION_DATABASE_URL": "migrator", "WORKER_DATABASE_URL": "worker"}
    return {name: database_url(role, kept[f"password_{role}"], port, database) for name, role in names.items()}
