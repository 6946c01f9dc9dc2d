"""The words in which accounts and certificates are shown."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cas_portal.access.roles import Role
from cas_portal.accounts import directory
from cas_portal.accounts.models import Agency, Inactive, User
from cas_portal.time import dates
from cas_portal.ui.days import short_day


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in words; the tone only repeats it."""

    text: str
    tone: str


def account_tag(user: User) -> Tag:
    """Return whether somebody can sign in, and why not."""
    if user.is_active:
        return Tag(_("Active"), "good")
    words = {
        Inactive.INVITED: Tag(_("Invited"), "info"),
        Inactive.IDLE: Tag(_("Inactive, not used for 30 days"), "attention"),
    }
    return words.get(Inactive(user.inactive_reason or Inactive.CLOSED), Tag(_("Closed"), "neutral"))


def certificate_tag(through: date | None, today: date, warn_days: int) -> Tag:
    """Return how a certificate stands on a day; it is good through its last day (policy §2)."""
    if through is None:
        return Tag(_("No certificate"), "bad")
    if through < today:
        return Tag(_("Lapsed"), "bad")
    if today >= dates.add_days(through, -warn_days):
        return Tag(_("Ends soon"), "attention")
    return Tag(_("Valid"), "good")


def day_text(day: date) -> str:
    """Return a date as people write it."""
    return short_day(day)


def role_words(role: str, agency: Agency) -> str:
    """Return a role and where it is held."""
    return f"{Role(role).label}, {agency.name}"


def person_row(user: User, today: date, warn_days: int) -> dict[str, Any]:
    """Return one person as a line of a list."""
    shown = getattr(user, "shown", [])
    through = directory.certified_through(shown)
    row: dict[str, Any] = {"person": user, "roles": shown, "tag": account_tag(user)}
    if directory.needs_certificate(shown):
        row |= {"through": through, "certificate": certificate_tag(through, today, warn_days)}
    return row
