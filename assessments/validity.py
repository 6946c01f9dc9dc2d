"""How long an assessment counts, and when to warn (policy §2). Durations are community settings with these defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from cas_portal.time.dates import add_days, add_months, is_valid_on, older_than

HCT = "HCT"
CRISIS = "CRISIS"
STATUS = "STATUS"
ANNUAL = "ANNUAL"
DIVERSION = "DIVERSION"
CLS_STALE_DAYS = 30
DRAFT_DAYS = 7
DRAFT_KEEP_DAYS = 60
BED_HOLD_DAYS = 1
BED_HOLD_HOUR = 17


@dataclass(frozen=True, slots=True)
class Life:
    """The life of one kind of assessment: calendar days or months, with the names of the settings that replace them."""

    days: int = 0
    months: int = 0
    setting: str = ""
    warning_days: int = 0
    warning_setting: str = ""


LIVES = {
    CRISIS: Life(days=90, setting="crisis_valid_days", warning_days=14, warning_setting="warn_crisis_days"),
    HCT: Life(months=15, setting="hct_valid_months", warning_days=30, warning_setting="warn_hct_days"),
}


def valid_through(kind: str, assessed_on: date, settings: Mapping[str, Any]) -> date:
    """Return the last valid day: Crisis 90 days, HCT 15 months (policy §2); raises KeyError for another kind."""
    life = LIVES[kind]
    if life.months:
        return add_months(assessed_on, settings.get(life.setting, life.months))
    return add_days(assessed_on, settings.get(life.setting, life.days))


def is_valid(kind: str, assessed_on: date, as_of: date, settings: Mapping[str, Any]) -> bool:
    """Whether an assessment counts on the day: through its last valid day (policy §1, §2)."""
    return is_valid_on(valid_through(kind, assessed_on, settings), as_of)


def warning_on(kind: str, last_day: date, settings: Mapping[str, Any]) -> date:
    """Return the day of the expiry warning: Crisis 14, HCT 30 days before the last valid day (policy §2)."""
    life = LIVES[kind]
    return last_day - timedelta(days=settings.get(life.warning_setting, life.warning_days))


def living_situation_is_stale(recorded_on: date, as_of: date, settings: Mapping[str, Any]) -> bool:
    """Whether a Current Living Situation is over 30 days old and must be asked again (policy §2)."""
    return older_than(recorded_on, settings.get("cls_stale_days", CLS_STALE_DAYS), as_of)


def bed_is_held_until(found_on: date, settings: Mapping[str, Any]) -> datetime:
    """Return until when a shelter holds a bed found on a day: 17:00 of the next day, on the community's own clock.

    The answer has no zone: it is the clock on the shelter's wall (policy §7.4, §17).
    """
    last_day = add_days(found_on, settings.get("bed_hold_days", BED_HOLD_DAYS))
    return datetime.combine(last_day, time(settings.get("bed_hold_hour", BED_HOLD_HOUR)))


def draft_is_closed(started_on: date, as_of: date, settings: Mapping[str, Any]) -> bool:
    """Whether a draft is over 7 days old: it closes, and opening it starts a new one pre-filled from it."""
    return older_than(started_on, settings.get("draft_days", DRAFT_DAYS), as_of)
