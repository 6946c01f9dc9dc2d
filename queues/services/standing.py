"""Bringing standing up to its definition: for some clients, or for everybody of a continuum."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.backends.utils import CursorWrapper

from assessments.services.chronic import refresh_findings
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Forbidden
from queues import standing_sql
from queues.rules import rules_on

# Advisory lock keys. A full run holds the continuum alone; smaller runs share it and hold each client they write.
CONTINUUM_LOCK = 731 << 48
CLIENT_LOCK = 732 << 48
FULL_RUN_TIMEOUT = "600s"


@dataclass(frozen=True, slots=True)
class Change:
    """What a run wrote: rows, and how many of them nothing had announced."""

    rows: int = 0
    unannounced: int = 0


class Busy(Exception):
    """A full run holds the continuum; a later tick does the work."""


def recompute(*, client_ids: Iterable[int], as_of: date, by: Actor) -> Change:
    """Bring the standing of some clients up to its definition on a day (policy §3, §6.1). Needs a bound transaction.

    Clients are locked in ascending order before the statement takes its snapshot, so that of two runs for one client
    the later always reads what the earlier read, or more. Raises Busy while a full run holds the continuum.
    """
    _require_job(by)
    ids = sorted(set(client_ids))
    if not ids:
        return Change()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [CONTINUUM_LOCK + by.continuum_id])
        if not cursor.fetchone()[0]:
            raise Busy
        cursor.execute("SELECT pg_advisory_xact_lock(%s + id) FROM unnest(%s::bigint[]) AS id", [CLIENT_LOCK, ids])
        return _run(cursor, standing_sql.SOME, by, as_of, ids)


def recompute_continuum(*, as_of: date, by: Actor) -> Change:
    """Bring the standing of everybody of a continuum up to its definition, alone. Needs a bound transaction."""
    _require_job(by)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, true), set_config('statement_timeout', %s, true)",
            ["60s", FULL_RUN_TIMEOUT],
        )
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CONTINUUM_LOCK + by.continuum_id])
        for setting in standing_sql.FULL_RUN_SETTINGS:
            cursor.execute(setting)
        return _run(cursor, standing_sql.EVERYBODY, by, as_of, None)


def _run(cursor: CursorWrapper, statement: str, by: Actor, as_of: date, ids: list[int] | None) -> Change:
    refresh_findings(by=by, as_of=as_of, client_ids=ids)
    values = standing_sql.parameters(by.continuum_id, as_of, rules_on(by.continuum_id, as_of), ids)
    cursor.execute(statement, values)
    found, unannounced, written = cursor.fetchone()
    if found != written:
        raise RuntimeError(f"{found} rows of standing differed, {written} were written.")
    return Change(rows=written, unannounced=unannounced)


def _require_job(by: Actor) -> None:
    if not by.is_system:
        raise Forbidden
