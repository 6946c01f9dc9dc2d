"""The filters of a caseload in words."""

from django.utils.translation import gettext as _

from assessments.presenters import household_words
from cas_portal.accounts.models import User
from reports.caseload import NOBODY, Wanted


def filters_in_words(wanted: Wanted) -> dict[str, str]:
    """Return each filter in force, by its name, as people read it. One query when a worker is named."""
    words: dict[str, str] = {}
    if wanted.worker:
        words["worker"] = _("Case manager: %(name)s") % {"name": _worker(wanted.worker)}
    if wanted.household_type:
        words["household_type"] = household_words(wanted.household_type)
    flags = {
        "expiring": _("Assessment expired or expiring soon"),
        "missing_documents": _("Documents missing"),
        "referred": _("With a referral"),
        "inactive": _("Inactive"),
    }
    words |= {name: text for name, text in flags.items() if getattr(wanted, name)}
    return words


def _worker(public_id: str) -> str:
    if public_id == NOBODY:
        return _("nobody")
    return User.objects.filter(public_id=public_id).values_list("name", flat=True).first() or _("somebody")
