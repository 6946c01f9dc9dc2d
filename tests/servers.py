"""Early plugin: the suite's own servers, and a migrated template database to copy from.

pytest-django reads the settings before any conftest.py, so this is loaded with `-p`. The controller starts the servers
(`.local/test`, kept between runs) and makes the template; each worker only gets a database name of its own, with the
controller's process id in it, so that several runs can use one cluster at the same time.
"""

import os
from pathlib import Path

import pytest

from cas_portal.launcher import bootstrap, state
from cas_portal.launcher.messages import Stop
from cas_portal.launcher.postgres import SPEED_BEFORE_SAFETY
from cas_portal.launcher.servers import Servers
from tests.template import Template, database_name, drop_of_run, drop_stale

ROOT = Path(__file__).resolve().parents[1]
FOLDER = f"{state.FOLDER}/test"
RUN = "CAS_TEST_RUN"
RUNNING = pytest.StashKey[tuple[Servers, Template]]()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    """Before pytest-django reads the settings."""
    if "--help" not in early_config.invocation_params.args:
        worker = os.environ.get("PYTEST_XDIST_WORKER")
        if not worker:
            _start(early_config)
        _point_settings_at(worker or "main")
    try:
        return (yield)
    except BaseException:
        pytest_unconfigure(early_config)
        raise


def _start(config) -> None:
    os.environ["CAS_DB_LOGIN"] = "web"
    servers = Servers(ROOT, FOLDER, SPEED_BEFORE_SAFETY, environ={})
    try:
        bootstrap.ensure(ROOT, "dev")
        os.environ.update(servers.enter())
        template = Template(servers)
        os.environ["CAS_TEST_TEMPLATE"] = template.ensure()
    except Stop as stop:
        servers.leave()
        raise pytest.UsageError(str(stop)) from stop
    os.environ[RUN] = str(os.getpid())
    password = state.load(servers.home)["secrets"]["password_superuser"]
    os.environ["CAS_TEST_ADMIN_URL"] = state.database_url("postgres", password, servers.postgres.port, "postgres")
    drop_stale(servers.postgres)
    config.stash[RUNNING] = (servers, template)


def _point_settings_at(worker: str) -> None:
    """Every process has its own database and its own keys in the broker."""
    name = database_name(os.environ[RUN], worker)
    for variable in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "WORKER_DATABASE_URL"):
        os.environ[variable] = os.environ[variable].rpartition("/")[0] + f"/{name}"
    number = int("".join(filter(str.isdigit, worker)) or 0) % 15 + 1
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rpartition("/")[0] + f"/{number}"


def pytest_unconfigure(config):
    """Only the controller started something, so only it cleans up."""
    servers, template = config.stash.get(RUNNING, (None, None))
    if servers is None:
        return
    del config.stash[RUNNING]
    drop_of_run(servers.postgres, os.environ[RUN])
    template.release()
    servers.leave()
