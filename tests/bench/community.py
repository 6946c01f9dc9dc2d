"""A large invented community, made by the database itself: past triggers, so with its wall columns filled in."""

import os
from datetime import date
from pathlib import Path

import psycopg
from django.db import connection

DAY = date(2025, 9, 1)
TABLES = (
    "queues_dirtyclient", "queues_standing", "queues_sweeprun", "documents_documentitem", "assessments_assessment",
    "clients_contact", "clients_enrollment", "clients_householdmember", "clients_household", "clients_identity",
    "clients_client",
)  # fmt: skip


def admin() -> psycopg.Connection:
    """An administrator's connection to this process's database, past triggers."""
    server = os.environ["CAS_TEST_ADMIN_URL"].rpartition("/")[0]
    made = psycopg.connect(f"{server}/{connection.settings_dict['NAME']}", autocommit=True)
    made.execute("SET session_replication_role = replica")
    return made


def fill(size: int, *, continuum: int, agencies: list[int], cas: int) -> None:
    """Make `size` clients with about 2.4 assessments, 4.2 papers and 2 contacts each."""
    agency = f"(ARRAY{agencies})[1 + i % {len(agencies)}]"
    with admin() as database:
        _audit(database, "DISABLE TRIGGER")
        for statement in _statements(size=size, continuum=continuum, agency=agency, cas=cas):
            database.execute(statement)
        _audit(database, "ENABLE ALWAYS TRIGGER")
        for table in TABLES:
            database.execute(f"VACUUM ANALYZE {table}")


def _statements(**values: object) -> list[str]:
    text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return [statement for statement in text.split(";\n") if statement.strip()]


def empty() -> None:
    """Take everybody away again, fast."""
    with admin() as database:
        database.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")


def _audit(database: psycopg.Connection, verb: str) -> None:
    found = database.execute(
        "SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgenabled IN ('A', 'D') AND tgname LIKE 'audit_%'"
    ).fetchall()
    for table, name in found:
        if str(table) in TABLES:
            database.execute(f"ALTER TABLE {table} {verb} {name}")
