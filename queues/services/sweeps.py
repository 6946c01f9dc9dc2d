"""The jobs over standing. Each is one pass, may be repeated, and loses nothing when its worker dies."""

from datetime import date, datetime

import structlog
from django.db import connection, transaction

from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.accounts.models import Continuum
from cas_portal.time import clock
from queues.models import SweepRun
from queues.rules import rules_on
from queues.services import by_name, standing

BATCH = 500
KEEP_DAYS = 30
log = structlog.get_logger(__name__)

_TAKE = """
DELETE FROM queues_dirtyclient WHERE id IN (
    SELECT id FROM queues_dirtyclient WHERE continuum_id = %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING client_id
"""
_ARRIVED = """
SELECT client_id FROM queues_standing WHERE continuum_id = %s AND next_change_on <= %s AND client_id > %s
 ORDER BY client_id LIMIT %s
"""
_COPY = """
INSERT INTO queues_housinglistsnapshot (continuum_id, day, client_id, position, evh, score, margin, homeless_since,
       hct_on, household_type, household_size, tier, veteran, chronic, parked_until, live_referral)
SELECT continuum_id, %s, client_id, row_number() OVER (ORDER BY sort_key, client_id), evh, score, margin,
       homeless_since, hct_on, household_type, household_size, tier, veteran, chronic, parked_until, live_referral
  FROM queues_standing WHERE continuum_id = %s AND on_list
"""


def business_day(continuum_id: int) -> date:
    """Return today in the time zone of the continuum."""
    return clock.today(Continuum.objects.get(pk=continuum_id).time_zone)


def sweep_dirty(*, by: Actor, as_of: date | None = None, limit: int = BATCH) -> int:
    """Take up to `limit` announcements nobody else holds and rank those clients again; returns how many were taken.

    Taking and ranking are one transaction: a worker that dies gives everything back.
    """
    day = as_of or business_day(by.continuum_id)
    try:
        with transaction.atomic(), bind(by):
            with connection.cursor() as cursor:
                cursor.execute(_TAKE, [by.continuum_id, limit])
                taken = [client_id for (client_id,) in cursor]
            if not taken:
                return 0
            started = clock.now()
            change = standing.recompute(client_ids=taken, as_of=day, by=by)
            by_name.note(by=by, as_of=day, client_ids=taken)
            _record(SweepRun.Kind.DIRTY, by, day, started, taken=len(taken), changed=change.rows)
    except standing.Busy:
        return 0
    return len(taken)


def sweep_deadlines_of_day(*, by: Actor, as_of: date | None = None, limit: int = BATCH) -> int:
    """Rank again everybody for whom a day arrived since their standing was made, missed days included.

    Last valid days of HCT, Crisis and papers, decisions by hand, parks, inactivity, entries and exits ahead: all are
    in `next_change_on`. Returns how many clients were taken. Raises nothing while a full run is at work: returns 0.
    """
    day = as_of or business_day(by.continuum_id)
    started, last, taken, changed = clock.now(), 0, 0, 0
    try:
        while True:
            with transaction.atomic(), bind(by):
                with connection.cursor() as cursor:
                    cursor.execute(_ARRIVED, [by.continuum_id, day, last, limit])
                    ids = [client_id for (client_id,) in cursor]
                if not ids:
                    break
                changed += standing.recompute(client_ids=ids, as_of=day, by=by).rows
                by_name.note(by=by, as_of=day, client_ids=ids)
            last = ids[-1]
            taken += len(ids)
    except standing.Busy:
        return taken
    if taken:
        with transaction.atomic(), bind(by):
            _record(SweepRun.Kind.DEADLINES, by, day, started, taken=taken, changed=changed)
    return taken


def recompute_all(*, by: Actor, as_of: date | None = None) -> SweepRun:
    """Work everybody out again and compare: what nothing had announced is a difference, recorded and logged as error.

    Days that arrived are swept first. After a changed setting differences are what one expects, so that run is
    recorded as such.
    """
    day = as_of or business_day(by.continuum_id)
    sweep_deadlines_of_day(by=by, as_of=day)
    with transaction.atomic(), bind(by):
        started = clock.now()
        before = SweepRun.objects.filter(continuum_id=by.continuum_id, kind__in=_FULL_KINDS).order_by("-id").first()
        settings = _settings_read(by.continuum_id, day)
        announced = before is None or before.settings != settings
        change = standing.recompute_continuum(as_of=day, by=by)
        by_name.note(by=by, as_of=day)
        kind = SweepRun.Kind.SETTINGS if announced else SweepRun.Kind.FULL
        run = _record(
            kind, by, day, started, changed=change.rows, differences=0 if announced else change.unannounced,
            settings=settings,
        )  # fmt: skip
        SweepRun.objects.filter(continuum_id=by.continuum_id, kind=SweepRun.Kind.DIRTY, day__lt=day).delete()
    if run.differences:
        log.error("standing_differences", continuum=by.continuum_id, differences=run.differences, run=run.pk)
    return run


def take_snapshot(*, by: Actor, day: date | None = None) -> int:
    """Copy the housing list as it stands, once a day; returns the number of lines, 0 when the day has its copy."""
    day = day or business_day(by.continuum_id)
    with transaction.atomic(), bind(by):
        if SweepRun.objects.filter(continuum_id=by.continuum_id, kind=SweepRun.Kind.SNAPSHOT, day=day).exists():
            return 0
        started = clock.now()
        with connection.cursor() as cursor:
            cursor.execute(_COPY, [day, by.continuum_id])
            copied = int(cursor.rowcount)
        _record(SweepRun.Kind.SNAPSHOT, by, day, started, taken=copied)
    return copied


def nightly(*, by: Actor) -> SweepRun | None:
    """Do what is due once a business day: the full run, then the copy of the list. Returns None when both are there."""
    day = business_day(by.continuum_id)
    with transaction.atomic(), bind(by):
        runs = SweepRun.objects.filter(continuum_id=by.continuum_id, kind__in=_FULL_KINDS, day=day).order_by("-id")
        newest = runs.first()
        due = newest is None or newest.settings != _settings_read(by.continuum_id, day)
    run = recompute_all(by=by, as_of=day) if due else None
    take_snapshot(by=by, day=day)
    return run


_FULL_KINDS = (SweepRun.Kind.FULL, SweepRun.Kind.SETTINGS)


def _settings_read(continuum_id: int, day: date) -> dict[str, object]:
    """What the standing statement reads of the settings; when it changes, everybody is worked out again."""
    rules = rules_on(continuum_id, day)
    return {
        "inactive_days": rules.inactive_days,
        "adult_scope": rules.adult_scope,
        "disability_mode": rules.disability_mode,
    }


def _record(kind: SweepRun.Kind, by: Actor, day: date, started: datetime, **counted: object) -> SweepRun:
    return SweepRun.objects.create(
        continuum_id=by.continuum_id, kind=kind, day=day, started_at=started, finished_at=clock.now(), **counted
    )
