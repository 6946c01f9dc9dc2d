"""How long an account may rest: usable through the 30th day after it was last used (policy §2, D23)."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from cas_portal.accounts.models import Membership, User
from cas_portal.accounts.settings import DEFAULTS, setting
from cas_portal.time import clock, dates


def last_used(user: User) -> datetime:
    """Return when the person last signed in, or when the account was opened if that is later."""
    return max(user.last_login or user.active_from, user.active_from)


def usable_through(used: datetime, days: int, zone: str = clock.DEFAULT_ZONE) -> date:
    """Return the last day on which an account last used at an instant can be signed in to (D23)."""
    return dates.add_days(used.astimezone(ZoneInfo(zone)).date(), days)


def rested_before(today: date, days: int, zone: str = clock.DEFAULT_ZONE) -> datetime:
    """Return the instant before which the last use makes an account idle on `today`."""
    return datetime.combine(dates.add_days(today, -days), time.min, ZoneInfo(zone))


def idle_days(user: User) -> int:
    """Return the setting `account_idle_days` of the person's continuum, in calendar days."""
    continuum = Membership.objects.filter(user=user).values_list("continuum_id", flat=True).first()
    value = DEFAULTS["account_idle_days"]
    if continuum is not None:
        value = setting(continuum, "account_idle_days", on=clock.today())
    return int(str(value))


def is_idle(user: User) -> bool:
    """Whether the account rested too long, whatever the nightly job has done so far."""
    return clock.today() > usable_through(last_used(user), idle_days(user))
