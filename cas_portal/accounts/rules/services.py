"""Changing a setting from a day on, and keeping the holidays. Rows are added, never rewritten."""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Missing
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.roles import Reach
from cas_portal.accounts.models import Continuum, Holiday, Setting
from cas_portal.accounts.rules.spec import BY_KEY, FIXED, RULES, Fixed, Rule, Unit
from cas_portal.accounts.settings import holidays, setting, settings_on
from cas_portal.outbox import editing
from cas_portal.time import clock
from cas_portal.time.dates import add_business_days


@dataclass(frozen=True, slots=True)
class Line:
    """One setting as the page shows it: today's value, and the next change if one is planned."""

    rule: Rule
    value: str
    next_value: str = ""
    next_from: date | None = None


def can_edit_rules(actor: Actor) -> bool:
    """Change settings and holidays: SSF and the system administrator (policy §10)."""
    return Reach.ALL in actor.reaches(Permission.EDIT_RULES)


def business_day(by: Actor) -> date:
    """Return today in the continuum's time zone."""
    return clock.today(Continuum.objects.get(pk=by.continuum_id).time_zone)


def lines(by: Actor) -> list[Line]:
    """Return every setting with its value today and the next planned one."""
    today = business_day(by)
    values = settings_on(by.continuum_id, today)
    coming: dict[str, Setting] = {}
    for row in Setting.objects.filter(continuum_id=by.continuum_id, valid_from__gt=today).order_by("-valid_from", "pk"):
        coming[row.key] = row
    return [_line(rule, values[rule.key], coming.get(rule.key)) for rule in RULES]


def _line(rule: Rule, value: object, coming: Setting | None) -> Line:
    if coming is None:
        return Line(rule, rule.words(value))
    return Line(rule, rule.words(value), rule.words(coming.value), coming.valid_from)


def fixed(by: Actor) -> list[tuple[Fixed, str]]:
    """Return the values no page changes, each as people read it."""
    values = settings_on(by.continuum_id, business_day(by))
    return [(held, f"{values[key]} {Unit(held.unit).label}".strip()) for key, held in FIXED.items()]


def history(by: Actor, key: str) -> list[Setting]:
    """Return the dated values of a setting, latest first."""
    rows = Setting.objects.filter(continuum_id=by.continuum_id, key=key).select_related("author")
    return list(rows.order_by("-valid_from", "-pk"))


@transaction.atomic
def change_setting(
    *, by: Actor, key: str, value: object, valid_from: date, reason: str, seen: int | None = None
) -> Setting:
    """Let a value hold from a day on, today at the earliest; later rows for the same day win (policy §17).

    `seen` is the newest row the form was opened with (0: none). Raises Missing for an unknown key, Invalid for a value
    out of its limits or a day gone by, StaleForm when somebody else changed the setting in between.
    """
    require(can_edit_rules(by))
    rule = BY_KEY.get(key)
    if rule is None:
        raise Missing()
    if valid_from < business_day(by):
        raise Invalid(_("A setting cannot change days that are gone."), _("Choose today or a later day."))
    if not fits(rule, value):
        raise Invalid(_("This value is not possible here."), _("Choose one within the limits."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [key, by.continuum_id])
    newest = newest_row(by, key)
    if seen is not None and seen != newest:
        row = Setting.objects.get(pk=newest)
        if (row.value, row.valid_from, row.author_id) == (value, valid_from, by.person_id):
            return row
        raise editing.stale(theirs={"value": row.value, "valid_from": row.valid_from}, now=newest, row=row)
    made: Setting = Setting.objects.create(
        continuum_id=by.continuum_id, key=key, value=value, valid_from=valid_from, author_id=by.person_id, reason=reason
    )
    return made


def newest_row(by: Actor, key: str) -> int:
    """Return the id of the row of a setting written last; 0 when it has none."""
    rows = Setting.objects.filter(continuum_id=by.continuum_id, key=key).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


def fits(rule: Rule, value: object) -> bool:
    """Whether a value lies within the limits of its setting."""
    if rule.choices:
        return str(value) in {code for code, _words in rule.choices}
    return isinstance(value, int) and not isinstance(value, bool) and rule.low <= value <= rule.high


def value_on(by: Actor, key: str, day: date) -> object:
    """Return what holds on a day."""
    return setting(by.continuum_id, key, on=day)


@transaction.atomic
def add_holiday(*, by: Actor, day: date, name: str) -> Holiday:
    """Add a day on which business-day clocks stand still; clocks that run keep their day. Twice is once."""
    require(can_edit_rules(by))
    if day < business_day(by):
        raise Invalid(_("A holiday cannot be added for a day that is gone."))
    found, _made = Holiday.objects.get_or_create(continuum_id=by.continuum_id, day=day, defaults={"name": name})
    return found


@transaction.atomic
def remove_holiday(*, by: Actor, day: date) -> None:
    """Remove a coming holiday; days that are gone stay as they were. Nothing happens when there is none."""
    require(can_edit_rules(by))
    if day < business_day(by):
        raise Invalid(_("A holiday that is gone stays in the calendar."))
    Holiday.objects.filter(continuum_id=by.continuum_id, day=day).delete()


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock that would start today: its last day as the calendar stands, and with the change."""

    rule: Rule
    before: date
    after: date


def clocks_moved(by: Actor, day: date, *, adding: bool) -> list[Moved]:
    """Return the business-day clocks whose last day moves when a holiday is added or removed, for a start today."""
    today = business_day(by)
    values, known = settings_on(by.continuum_id, today), holidays(by.continuum_id)
    then = known | {day} if adding else known - {day}
    found = []
    for rule in RULES:
        if rule.unit == Unit.BUSINESS_DAYS:
            length = int(str(values[rule.key]))
            ends = Moved(rule, add_business_days(today, length, known), add_business_days(today, length, then))
            found += [ends] if ends.before != ends.after else []
    return found


def holidays_from(by: Actor, day: date) -> list[Holiday]:
    """Return the coming holidays, next first."""
    return list(Holiday.objects.filter(continuum_id=by.continuum_id, day__gte=day).order_by("day"))
