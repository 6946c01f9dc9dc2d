"""Why households that come first are passed over, as a community words it (policy §6.3)."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cas_portal.access.errors import Invalid
from cas_portal.accounts.wording.book import Book, open_book
from cas_portal.accounts.wording.lists import Entry, WordList, register
from referrals.models import Referral

PASSED_OVER = WordList(
    "passed_over",
    _("Matching: households passed over"),
    _("Why an opening is offered to a household before others that come first."),
    (
        Entry("not_reachable", _("Households before it cannot be reached")),
        Entry("declined", _("Households before it declined")),
        Entry("ineligible", _("Households before it are not eligible")),
        Entry("case_conference", _("Decision of the case conference")),
    ),
    notes=False,
)


def register_all() -> None:
    """Let the community word it."""
    register(PASSED_OVER, passed_over)


def passed_over(continuum_id: int, code: str) -> int:
    """Count the referrals made for a reason."""
    return Referral.objects.filter(continuum_id=continuum_id, skip_reason=code).count()


def offered(continuum_id: int, on: date) -> list[tuple[str, str | Promise]]:
    """Return what the form offers on a day."""
    return [(line.code, line.text) for line in _book(continuum_id).offered(PASSED_OVER, on)]


def require_held(continuum_id: int, said: str, on: date) -> None:
    """Refuse a listed reason that ended; words of one's own are kept as they are."""
    line = _book(continuum_id).line(PASSED_OVER, said, on)
    if line is not None and not line.active:
        raise Invalid(gettext("This reason is no longer used."), gettext("Choose one of the listed reasons."))


def words(continuum_id: int, said: str, on: date) -> str | Promise:
    """Return what a referral says about it: the words the reason had on the day, or what was written."""
    return _book(continuum_id).text(PASSED_OVER, said, on)


def _book(continuum_id: int) -> Book:
    return open_book(continuum_id, PASSED_OVER.key)
