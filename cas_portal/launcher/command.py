"""What `./manage.py ANY` does around a management command: packages, servers, database login."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from cas_portal.launcher import bootstrap
from cas_portal.launcher.messages import Stop
from cas_portal.launcher.servers import Servers

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "cas_portal.settings.dev"
WITHOUT_SERVERS = frozenset(
    {"", "help", "--help", "-h", "version", "--version", "check", "collectstatic", "compilemessages", "diffsettings",
     "makemessages", "makemigrations", "spectacular", "squashmigrations", "startapp"}
)  # fmt: skip
# What `make run` remembers having done, and what undoes it: after these commands it looks again.
FORGOTTEN = {"migrate": ("migrated",), "flush": ("migrated", "demo")}
LOGINS = {
    "createcachetable": "migrator",
    "flush": "migrator",
    "import_hmis_csv": "worker",
    "load_demo": "worker",
    "migrate": "migrator",
    "optimizemigration": "migrator",
    "showmigrations": "migrator",
    "sqlmigrate": "migrator",
}


def main(arguments: list[str]) -> int:
    """Run one management command; the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    name = arguments[1] if len(arguments) > 1 else ""
    if name in LOGINS:
        os.environ.setdefault("CAS_DB_LOGIN", LOGINS[name])
    try:
        if in_production():
            return execute(arguments)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        bootstrap.enter_environment(ROOT, [str(ROOT / "manage.py"), *arguments[1:]])
        servers = Servers(ROOT)
        if name in WITHOUT_SERVERS or not servers.needed():
            return execute(arguments)
        with servers:
            servers.forget(*FORGOTTEN.get(name, ()))
            return execute(arguments)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1


def in_production() -> bool:
    """True where packages and servers are the operator's business."""
    return os.environ["DJANGO_SETTINGS_MODULE"].endswith(".production")


def execute(arguments: list[str]) -> int:
    """Hand over to Django, which is not installed yet when this module is read."""
    management = importlib.import_module("django.core.management")
    management.execute_from_command_line(arguments)
    return 0
