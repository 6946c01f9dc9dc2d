"""Starting, finding again, discarding and deleting drafts."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import policies, validity
from assessments.about_adults import adults_of, offered_by_profile
from assessments.engine.carry_over import carried_answers
from assessments.engine.people import for_people
from assessments.engine.visibility import Reading
from assessments.models import Assessment, Draft
from assessments.services.correcting import require_newest
from assessments.services.readiness import agency_for, require_ready
from assessments.surroundings import DraftReading, business_day, draft_context
from assessments.versions import INSTRUMENTS, current_definition, definition_of
from assessments.wording import DISCARD
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Missing
from cas_portal.access.policy import require
from cas_portal.accounts.settings import settings_on
from cas_portal.accounts.wording.book import give
from cas_portal.time import clock
from clients.identifying import refuse_identifying
from clients.models import Client, Enrollment

# Never taken over from another record, beside the day: the confirmation of the household.
CONFIRMS_HOUSEHOLD = "AH05"


@transaction.atomic
def start_draft(
    *,
    by: Actor,
    client: Client,
    instrument: str = validity.HCT,
    agency_id: int | None = None,
    corrects: Assessment | None = None,
) -> Draft:
    """Start a draft, or return the agency's open one: one per client and instrument (policy §2, ux A1).

    A draft over seven days old is closed and a new one offers its answers. With `corrects` the new draft starts from
    that record's answers (instruments §11). Raises Forbidden or Conflict when the client cannot be assessed now, or
    when that record is not the newest that counts.
    """
    if instrument not in policies.SUBMITS or instrument not in INSTRUMENTS:
        raise Missing()
    enrollment = require_ready(by, client, instrument)
    if corrects:
        require_newest(corrects)
    agency = agency_for(by, instrument, client, agency_id)
    today = business_day(client)
    former = _open_draft(client, instrument, agency)
    if former and not is_closed(former, today):
        return _going_on(former, corrects)
    if former:
        _end(former, Draft.Status.CLOSED)
    draft = Draft(
        continuum_id=client.continuum_id,
        agency_id=agency,
        client=client,
        enrollment=enrollment,
        instrument=instrument,
        version=current_definition(instrument, client.continuum_id).version,
        started_on=today,
        saved_at=clock.now(),
        created_by_id=by.user_id,
        corrects=corrects,
    )
    _prefill(draft, former, corrects)
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        # Somebody of the agency started one in the same moment: theirs is the draft.
        return _require_open(client, instrument, agency)
    return draft


def _going_on(former: Draft, corrects: Assessment | None) -> Draft:
    if corrects and former.corrects_id != corrects.pk:
        raise Conflict(
            _("There is an open draft for this household."),
            _("Send or discard it first, then correct the earlier assessment."),
        )
    return former


def is_closed(draft: Draft, today: date) -> bool:
    """Whether an open draft has outlived its days (policy §2)."""
    return validity.draft_is_closed(draft.started_on, today, settings_on(draft.continuum_id, today))


def draft_for(*, by: Actor, draft_id: UUID, lock: bool = False) -> Draft:
    """Return a draft of the actor's agency; raises Missing when there is none to see."""
    drafts = Draft.objects.visible_to(by).select_related(
        "client__continuum", "client__identity", "enrollment__household", "enrollment__client__identity"
    )
    if lock:
        drafts = drafts.select_for_update(of=("self",))
    draft = drafts.filter(public_id=draft_id).first()
    if draft is None:
        raise Missing()
    return draft


def require_open(draft: Draft) -> None:
    """Raise Conflict unless answers may still be changed: open, and within its days."""
    if draft.status == Draft.Status.SUBMITTED:
        raise Conflict(
            _("This assessment has been submitted."),
            _("Open it to read it, or correct it with a new one."),
            back_url=reverse("assessments:show", args=[draft.assessment.public_id]) if draft.assessment else "",
        )
    if draft.status != Draft.Status.OPEN:
        raise Conflict(_("This draft is closed."), _("Start the assessment again; the answers are offered to you."))
    if is_closed(draft, business_day(draft.client)):
        raise Conflict(
            _("This draft is over seven days old and is closed."),
            _("Start the assessment again from the client’s page; the answers are offered to you."),
        )


@transaction.atomic
def discard_draft(*, by: Actor, draft_id: UUID, reason: str = "", code: str = "") -> Draft:
    """End a draft without submitting, with a reason; a second call changes nothing.

    `code` is a reason of the community's list, `reason` its explanation; an explanation alone is "other".
    """
    draft = draft_for(by=by, draft_id=draft_id, lock=True)
    require(policies.can_edit_draft(by, draft))
    if draft.status == Draft.Status.DISCARDED:
        return draft
    if draft.status == Draft.Status.SUBMITTED:
        raise Conflict(_("This assessment has been submitted and cannot be discarded."))
    refuse_identifying(draft.wall_survivor, reason, by=by, client_id=draft.client_id)
    given = give(draft.continuum_id, DISCARD, code, reason, business_day(draft.client))
    draft.discard_reason, draft.discard_code = given.words, given.code
    _end(draft, Draft.Status.DISCARDED)
    return draft


@transaction.atomic
def purge_drafts(*, by: Actor, on: date) -> int:
    """Delete drafts that were not submitted and are over 60 days old; for the nightly job. Returns how many."""
    last_kept = on - timedelta(days=validity.DRAFT_KEEP_DAYS)
    old = Draft.objects.visible_to(by).filter(started_on__lt=last_kept).exclude(status=Draft.Status.SUBMITTED)
    return old.delete()[1].get("assessments.Draft", 0)


def _open_draft(client: Client, instrument: str, agency_id: int) -> Draft | None:
    drafts = Draft.objects.select_for_update(of=("self",)).select_related("client__continuum", "enrollment")
    return drafts.filter(client=client, instrument=instrument, agency_id=agency_id).open().first()


def _require_open(client: Client, instrument: str, agency_id: int) -> Draft:
    draft = _open_draft(client, instrument, agency_id)
    if draft is None:
        raise Conflict(_("A draft was started and ended just now."), _("Start the assessment again."))
    return draft


def _end(draft: Draft, status: Draft.Status) -> None:
    draft.status = status
    draft.ended_at = clock.now()
    draft.save(update_fields=["status", "ended_at", "discard_reason", "discard_code"])


def _prefill(draft: Draft, former: Draft | None, corrects: Assessment | None) -> None:
    """Take over the answers of the record to correct, else offer those of earlier records."""
    if corrects:
        draft.answers = _taken_over(draft, corrects.answers)
        source = {"source": str(corrects.public_id), "on": corrects.assessed_on.isoformat(), "choice": "copied"}
        draft.provenance = dict.fromkeys(draft.answers, source)
        return
    draft.suggestions = _suggestions(draft, former)


def _taken_over(draft: Draft, answers: Mapping[str, object]) -> dict[str, object]:
    definition = definition_of(draft.continuum_id, draft.instrument, draft.version)
    asked_afresh = (definition.date_question, CONFIRMS_HOUSEHOLD)
    return {key: value for key, value in answers.items() if key not in asked_afresh}


def _suggestions(draft: Draft, former: Draft | None) -> dict[str, object]:
    """Offer each answer from the newest record of the last 60 days that holds it; a closed draft comes first.

    What the profile of the person says goes before what an earlier record said otherwise.
    """
    definition = definition_of(draft.continuum_id, draft.instrument, draft.version)
    context = draft_context(draft, definition, {})
    definition = for_people(definition, context.people)
    offers: dict[str, Any] = {}
    for source in _sources(draft.client, draft.enrollment):
        carried = carried_answers(definition, source.answers, source_on=source.assessed_on, context=context)
        for key, value in carried.items():
            offers.setdefault(key, _offer(value, source))
    people = adults_of(DraftReading(draft, definition, Reading(definition, {}, context))).people
    for key, code in offered_by_profile(people, context.household.adults).items():
        item = definition.items.get(key)
        if item and item.option(code) and offers.get(key, {}).get("value") != code:
            offers[key] = {"value": code, "on": context.today.isoformat(), "profile": True}
    if former:
        for key, value in _taken_over(draft, former.answers).items():
            offers[key] = {"value": value, "on": former.started_on.isoformat(), "draft": True}
    return offers


def _offer(value: object, source: Assessment) -> dict[str, object]:
    return {
        "value": value,
        "on": source.assessed_on.isoformat(),
        "source": str(source.public_id),
        "by": source.created_by.name if source.created_by else "",
    }


def _sources(client: Client, enrollment: Enrollment) -> list[Assessment]:
    records = Assessment.objects.filter(client=client, imported=False).counting().newest_first()
    return list(records.select_related("created_by")[:4])
