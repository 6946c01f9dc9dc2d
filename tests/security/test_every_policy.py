"""No policy is there for nothing: without it, or with its condition taken out, the database answers somebody otherwise.

A sample of the tables is asked in every run of the suite, all of them in the drill.
"""

import psycopg
import pytest
from psycopg import sql

from cas_portal.access.rls import Wall
from clients.models import Note
from tests.architecture.world import our_models
from tests.database import admin_url
from tests.security.probe import Probe, world

pytestmark = pytest.mark.django_db(transaction=True)
WALLED = our_models(*(set(Wall) - {Wall.PLATFORM}))
SAMPLE = [Note]
# What the rows of a table about clients show, of one closed, one released and one anonymous client.
SHOWN = {
    "migrator": 3, "owner": 3, "partner": 1, "far": 0, "sysadmin": 2, "auditor": 2, "ssf_admin": 1, "desk": 2, "job": 3,
    "claims the desk": 1, "claims to be a job": 1,
}  # fmt: skip
# The same where the row about the released client is private to the agency that wrote it.
WITH_PRIVATE_ROWS = {
    "partner": 0, "ssf_admin": 0, "desk": 1, "sysadmin": 1, "auditor": 1, "claims the desk": 0, "claims to be a job": 0,
}  # fmt: skip
NAMES = {"ids": lambda model: model._meta.db_table}


@pytest.fixture
def admin():
    """The administrator of the database, in a transaction that leaves nothing behind."""
    with psycopg.connect(admin_url()) as connection, connection.transaction(force_rollback=True):
        yield connection


def removed(probe: Probe, policy: str) -> list[str]:
    """Return how to take a policy down: all of it, and its condition. The owner's has none to take out."""
    drop = f"DROP POLICY {policy} ON {probe.table}"
    parts = probe.admin.execute(
        "SELECT polqual IS NOT NULL, polwithcheck IS NOT NULL FROM pg_policy"
        " WHERE polname = %s AND polrelid = %s::regclass",
        [policy, probe.table],
    ).fetchone()
    open_ends = [text for text, there in zip(("USING (true)", "WITH CHECK (true)"), parts, strict=True) if there]
    return [drop] if policy == "owner" else [drop, f"ALTER POLICY {policy} ON {probe.table} {' '.join(open_ends)}"]


def unnoticed(probe: Probe) -> list[str]:
    """Return the removals after which everybody is answered as before."""
    before = list(probe.findings())
    silent = []
    for policy in probe.policies():
        for statement in removed(probe, policy):
            with probe.admin.transaction(force_rollback=True):
                probe.admin.execute(sql.SQL(statement))
                if all(one == other for one, other in zip(probe.findings(), before, strict=True)):
                    silent.append(statement)
    return silent


def shown(probe: Probe) -> dict[str, object]:
    return {who: found for who, act, found in probe.findings() if act == "select"}


@pytest.mark.slow
@pytest.mark.parametrize("model", SAMPLE, **NAMES)
def test_no_policy_of_a_sample_is_there_for_nothing(model, admin):
    assert unnoticed(Probe(admin, model, world())) == []


@pytest.mark.drill
def test_no_policy_is_there_for_nothing(admin):
    people = world()
    silent, proven = [], 0
    for model in WALLED:
        with admin.transaction(force_rollback=True):
            probe = Probe(admin, model, people)
            silent += unnoticed(probe)
            proven += len(probe.policies())
    assert silent == []
    assert proven == admin.execute("SELECT count(*) FROM pg_policy").fetchone()[0]


@pytest.mark.drill
def test_tables_about_clients_show_the_same_to_the_same_people(admin):
    people, wrong = world(), {}
    for model in our_models(Wall.CLIENT_ROW):
        with admin.transaction(force_rollback=True):
            probe = Probe(admin, model, people)
            found = shown(probe)
            if found != SHOWN | (WITH_PRIVATE_ROWS if probe.private else {}):
                wrong[probe.table] = found
    assert wrong == {}
