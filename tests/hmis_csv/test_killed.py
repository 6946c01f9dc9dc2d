"""`kill -9` of an import in the middle: nothing half-written, the next run succeeds, dry runs say the same."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from tests.bench.test_import import large_export
from tests.journeys.conftest import ROOT

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]

CLIENTS = 1_500
PATIENCE = 120
# The import holds a lock on a table from its first row there, so each of these is another moment of the run.
MOMENTS = ("clients_client", "clients_enrollment", "assessments_currentlivingsituation", "clients_contact")


@pytest.fixture
def folder(tmp_path):
    return large_export(tmp_path / "export", CLIENTS)


@pytest.fixture
def begin(continuum):
    """A function that starts the command in a process of its own."""
    environment = {**os.environ, "CAS_DB_LOGIN": "worker", "DJANGO_SETTINGS_MODULE": "cas_portal.settings.dev"}

    def start(folder, *options: str) -> subprocess.Popen:
        command = [sys.executable, "manage.py", "import_hmis_csv", str(folder), *options]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)

    return start


@pytest.fixture
def writers(owner_sql):
    """writers(table): the server processes of this database that write to a table."""
    statement = """
        SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
         WHERE d.datname = %s AND l.relation = %s::regclass AND l.mode = 'RowExclusiveLock'"""

    def find(table: str) -> list[int]:
        return [pid for (pid,) in owner_sql(statement, connection.settings_dict["NAME"], table)]

    return find


def wait_for(true) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, "It did not come about in time."
        time.sleep(0.005)


def last_line(process: subprocess.Popen) -> str:
    said, _nothing = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    return said.splitlines()[-1]


def test_killed_import_leaves_nothing_and_the_next_one_succeeds(
    run_import, folder, begin, writers, owner_sql, audit_log
) -> None:
    def held() -> tuple[dict[str, int], int, int]:
        changes = audit_log("SELECT count(*) FROM audit.change")[0][0]
        return run_import.counts(), changes, owner_sql("SELECT count(*) FROM queues_dirtyclient")[0][0]

    nothing = held()
    promised = last_line(begin(folder, "--dry-run"))
    for table in MOMENTS:
        running = begin(folder)
        wait_for(lambda table=table: writers(table))
        running.send_signal(signal.SIGKILL)
        running.communicate()
        wait_for(lambda table=table: not writers(table))
        assert held() == nothing, f"killed while it wrote {table}"
        assert last_line(begin(folder, "--dry-run")) == promised

    assert last_line(begin(folder)).endswith("rows written.")
    assert run_import.counts()["client"] == CLIENTS + 3
    assert "would write 0 rows" in last_line(begin(folder, "--dry-run"))
