"""The filters of the audit log in words."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cas_portal.accounts.models import Agency, User
from cas_portal.ui.days import short_day
from reports.audit_log import Group, Wanted

MOST_NAMES = 3


def filters_in_words(wanted: Wanted) -> dict[str, str]:
    """Return each filter in force, by its name in the address, as people read it. A query for people and for agency."""
    found: dict[str, str] = {}
    if wanted.kind in Group.values:
        found["kind"] = str(Group(wanted.kind).label)
    if wanted.people is not None:
        found["person"] = _people(wanted.people)
    if wanted.agency is not None:
        found["agency"] = Agency.objects.filter(pk=wanted.agency).values_list("name", flat=True).first() or ""
    if wanted.clients is not None:
        many = len(wanted.clients)
        found["code"] = ngettext("%(n)s client with this code", "%(n)s clients with this code", many) % {"n": many}
    if wanted.since:
        found["since"] = _("From %(day)s") % {"day": short_day(date.fromisoformat(wanted.since))}
    if wanted.until:
        found["until"] = _("Through %(day)s") % {"day": short_day(date.fromisoformat(wanted.until))}
    return found


def _people(ids: tuple[int, ...]) -> str:
    if not ids:
        return _("Nobody of this name")
    names = list(User.objects.filter(pk__in=ids).order_by("name").values_list("name", flat=True)[: MOST_NAMES + 1])
    return ", ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
