"""Why papers are returned, and how tiers are called, as a community words them."""

from django.utils.translation import gettext_lazy as _

from cas_portal.accounts.wording.lists import OTHER_ENTRY, Entry, WordList, register
from cas_portal.accounts.wording.names import entries_of
from documents.kinds import READINESS_TIER
from documents.models import DocumentItem

RETURNED = "paper_returned"
RETURNED_LIST = WordList(
    RETURNED,
    _("Papers: returned"),
    _("Why SSF returns a paper. The case manager reads it and the explanation."),
    (
        Entry("unreadable", _("It cannot be read")),
        Entry("expired", _("It has expired")),
        Entry("wrong_paper", _("It is not the paper that is needed")),
        Entry("wrong_person", _("It belongs to somebody else"), needs_note=True),
        Entry("incomplete", _("A page, a date or a signature is missing"), needs_note=True),
        OTHER_ENTRY,
    ),
)


def register_all() -> None:
    """Let the community word them."""
    register(RETURNED_LIST, returned)
    about = _("How pages and lists call what the papers of a household are good for.")
    register(WordList(READINESS_TIER, _("Readiness tiers"), about, entries_of(READINESS_TIER), names=True))


def returned(continuum_id: int, code: str) -> int:
    """Count the papers returned for a reason."""
    return DocumentItem.objects.filter(continuum_id=continuum_id, reason_code=code).count()
