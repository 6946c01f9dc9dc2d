"""Why assessments are void, drafts discarded and events skipped, as a community words it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment, Draft
from cas_portal.accounts.wording.book import Given, reread
from cas_portal.accounts.wording.lists import OTHER_ENTRY, Entry, WordList, register

VOID, DISCARD, NO_EVENT = "assessment_void", "draft_discard", "no_event"
VOID_LIST = WordList(
    VOID,
    _("Assessments: void"),
    _("Why the system administrator voids a submitted assessment."),
    (
        Entry("wrong_client", _("Entered for the wrong client")),
        Entry("twice", _("Entered twice")),
        Entry("wrong_household", _("The household was not this one")),
        Entry("not_asked", _("The client was not asked")),
        OTHER_ENTRY,
    ),
)
DISCARD_LIST = WordList(
    DISCARD,
    _("Assessments: draft discarded"),
    _("Why a draft ends without being sent."),
    (
        Entry("client_left", _("The client left or stopped")),
        Entry("by_mistake", _("Started by mistake")),
        Entry("wrong_client", _("Started for the wrong client")),
        Entry("not_needed", _("The assessment is not needed any more")),
        OTHER_ENTRY,
    ),
)
NO_EVENT_LIST = WordList(
    NO_EVENT,
    _("Assessments: no event logged"),
    _("Why nothing was done next after an assessment."),
    (
        Entry("client_left", _("The client had to leave")),
        Entry("client_declined", _("The client wanted nothing further today")),
        Entry("later", _("It follows on another day")),
        OTHER_ENTRY,
    ),
)


def register_all() -> None:
    """Let the community word them."""
    register(VOID_LIST, voided)
    register(DISCARD_LIST, discarded)
    register(NO_EVENT_LIST, without_event)


def why_void(assessment: Assessment) -> str:
    """Return why a record is void, in the language of whoever reads."""
    return _reread(assessment, VOID, Given(assessment.void_code, assessment.void_reason), assessment.voided_at)


def why_no_event(assessment: Assessment) -> str:
    """Return why nothing was done next, in the language of whoever reads."""
    kept = Given(assessment.no_event_code, assessment.no_event_reason)
    return _reread(assessment, NO_EVENT, kept, assessment.submitted_at)


def _reread(assessment: Assessment, key: str, kept: Given, at: datetime | None) -> str:
    if at is None or not kept.words:
        return ""
    on = at.astimezone(ZoneInfo(assessment.client.continuum.time_zone)).date()
    return reread(assessment.continuum_id, key, kept, on)


def voided(continuum_id: int, code: str) -> int:
    """Count the assessments void for a reason."""
    return Assessment.objects.filter(continuum_id=continuum_id, void_code=code).count()


def discarded(continuum_id: int, code: str) -> int:
    """Count the drafts discarded for a reason."""
    return Draft.objects.filter(continuum_id=continuum_id, discard_code=code).count()


def without_event(continuum_id: int, code: str) -> int:
    """Count the assessments without an event for a reason."""
    return Assessment.objects.filter(continuum_id=continuum_id, no_event_code=code).count()
