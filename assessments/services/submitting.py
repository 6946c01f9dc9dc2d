"""Submitting: one act that writes the record and everything that follows from it (ux 1.4, instruments §11)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import policies, validity
from assessments.about_adults import Fact, Told, adults_of, as_kept
from assessments.engine import scoring
from assessments.engine.completeness import gaps
from assessments.engine.visibility import Reading
from assessments.lineage import corrected_by
from assessments.models import Assessment, Draft
from assessments.models.assessments import SCORED
from assessments.safety import asks_for_provider
from assessments.services.contacts import note_contact
from assessments.services.correcting import (
    NO_REASON,
    NOTHING_STANDS,
    Standing,
    event_stays,
    replace_stay,
    require_newest,
    what_stands,
)
from assessments.services.drafts import draft_for, require_open
from assessments.services.event_choice import require_event_or_reason, written_event
from assessments.services.events import write_event
from assessments.services.follow_ups import start_follow_ups
from assessments.services.readiness import require_ready
from assessments.services.stays import take_over_from_hct
from assessments.surroundings import DraftReading, facts_as_stored, people_as_stored, read_draft
from assessments.wording import NO_EVENT
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Forbidden, Invalid
from cas_portal.access.policy import require
from cas_portal.accounts.wording.book import Given, give
from cas_portal.time import clock
from clients.identifying import refuse_identifying
from clients.models import Client, Contact, Program


@transaction.atomic
def submit_assessment(
    *,
    by: Actor,
    draft_id: UUID,
    event: int | None = None,
    rehoused: bool | None = None,
    aftercare: bool | None = None,
    no_event_reason: str = "",
    no_event_code: str = "",
    place: bool | None = None,
    stay_was_wrong: bool = False,
    told: Told | None = None,
) -> Assessment:
    """Submit a draft: score, EVH, last valid day, same-day living situation, CE event or reason, contact, placement.

    All or nothing; what follows beside the record is tried on its own and can be tried again (`follow_ups`). With
    `place` False the household is sent to no list; so it is when nothing is said and the household asks for a
    confidential survivor-services provider (policy §11). A second submit of the same draft returns the same record. The
    reason for no event is a code of the community's list with its explanation; an explanation alone is "other".

    A correction leaves one of everything (`correcting`): event and reason of the corrected record stand when nothing is
    said, and `stay_was_wrong` puts its living situation of another day right. `told` says which adult an answer is
    about that belongs on a profile, and whether the profile is right instead (`about_adults`). Raises Forbidden without
    the right or a current certificate (X15), Conflict when the draft is closed, the client cannot be assessed or what
    it corrects is no longer the newest record that counts, Invalid when answers are missing (`context["gaps"]`), when
    the event does not fit or neither event nor reason is given (X01, X07), or when a later record exists.
    """
    draft = draft_for(by=by, draft_id=draft_id, lock=True)
    if draft.agency_id not in by.agency_ids:
        raise Forbidden()
    if draft.status == Draft.Status.SUBMITTED and draft.assessment:
        return draft.assessment
    require_open(draft)
    client = _alone(draft)
    current = read_draft(draft, by)
    _require_sendable(by, client, current)
    corrected = corrected_by(draft)
    said = _Said(event, rehoused, aftercare, no_event_code, no_event_reason).checked(
        by, client, current.reading, corrected
    )
    sent = not asks_for_provider(current.reading.value) if place is None else place
    assessment = _write(by, current, said.without(client), adults_of(current).facts(told or Told()), place=sent)
    replace_stay(
        by=by, assessment=assessment, reading=current.reading, corrected=corrected, also_elsewhere=stay_was_wrong
    )
    _write_event(by, current.reading, assessment, said)
    _follow_up(by, assessment, corrected)
    draft.status, draft.ended_at, draft.assessment = Draft.Status.SUBMITTED, clock.now(), assessment
    draft.save(update_fields=["status", "ended_at", "assessment"])
    return assessment


def _alone(draft: Draft) -> Client:
    """Lock the client: one submit at a time, so that exactly one record ends up as the newest."""
    return Client.objects.select_for_update(of=("self",)).select_related("continuum").get(pk=draft.client_id)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the worker says was done next, beside what a corrected record said already."""

    event: int | None
    rehoused: bool | None
    aftercare: bool | None
    code: str
    note: str
    standing: Standing = NOTHING_STANDS

    def checked(self, by: Actor, client: Client, reading: Reading, corrected: Sequence[Assessment]) -> "_Said":
        """Return it as the instrument wants it; raises Invalid or Forbidden for what cannot be (X01, X02, X07)."""
        standing = what_stands(corrected)
        event, rehoused = written_event(reading, self.event, self.rehoused)
        require_event_or_reason(by, reading, event, self.code or self.note, stands=bool(standing))
        refuse_identifying(client.survivor, self.note, by=by, client_id=client.pk)
        return replace(self, event=event, rehoused=rehoused, standing=standing)

    def without(self, client: Client) -> Given:
        """Return why there is no event; empty where there is one, or where none is asked for."""
        if self.event is not None:
            return NO_REASON
        if not (self.code or self.note.strip()):
            return NO_REASON if self.standing.event else self.standing.reason
        return give(client.continuum_id, NO_EVENT, self.code, self.note, clock.today(client.continuum.time_zone))


def _require_sendable(by: Actor, client: Client, current: DraftReading) -> None:
    require_ready(by, client, current.draft.instrument, on=current.context.assessed_on)
    require(policies.can_edit_draft(by, current.draft))
    if current.draft.corrects:
        require_newest(current.draft.corrects)
    _require_complete(current)
    _require_newest(current.draft, current.context.assessed_on)


def _require_complete(current: DraftReading) -> None:
    found = [gap.item.link_id for gap in gaps(current.reading)]
    found += [link_id for link_id in current.unfinished if link_id not in found]
    if found:
        raise Invalid(
            _("Some answers are missing or not accepted."),
            _("Open the questions named on the check-answers page."),
            gaps=found,
        )


def _require_newest(draft: Draft, assessed_on: date) -> None:
    if draft.instrument not in SCORED:
        return
    later = Assessment.objects.filter(
        client=draft.client, kind=draft.instrument, assessed_on__gt=assessed_on
    ).counting()
    newest = later.order_by("-assessed_on").values_list("assessed_on", flat=True).first()
    if newest:
        raise Conflict(
            _("There is a later assessment, of %(day)s.") % {"day": newest.isoformat()},
            _("Change the date of this one, or read the later one first."),
        )


def _write(by: Actor, current: DraftReading, without: Given, facts: Sequence[Fact], *, place: bool) -> Assessment:
    """Insert the record, and mark the older ones of the same kind as superseded by it."""
    draft, reading, context = current.draft, current.reading, current.context
    began = reading.value("VB14")
    answers = reading.kept_answers()
    contact_type = reading.value("AH03")
    assessment = Assessment(
        continuum_id=draft.continuum_id,
        agency_id=draft.agency_id,
        client=draft.client,
        enrollment=draft.enrollment,
        kind=draft.instrument,
        instrument_version=draft.version,
        assessed_on=context.assessed_on,
        submitted_at=clock.now(),
        location_program=Program.objects.filter(public_id=str(answers["AH02"])).first() if "AH02" in answers else None,
        contact_type=int(str(contact_type)) if contact_type else None,
        prioritization_status=_placement(reading, place=place),
        answers=answers,
        provenance={key: value for key, value in draft.provenance.items() if key in answers},
        profile_facts=as_kept(facts),
        household_type=context.household.type,
        household_size=context.household.size,
        tay_headed=context.household.tay_headed,
        household_facts={
            **facts_as_stored(context.household),
            "computed": dict(reading.computed),
            **people_as_stored(context),
        },
        homeless_since=began if isinstance(began, date) else None,
        no_event_reason=without.words,
        no_event_code=without.code,
        created_by_id=by.user_id,
        **_scored(draft.instrument, reading),
    )
    assessment.save(force_insert=True)
    older = Assessment.objects.filter(client=draft.client, kind=draft.instrument, superseded_by=None)
    older.exclude(pk=assessment.pk).update(superseded_by=assessment)
    return assessment


def _scored(instrument: str, reading: Reading) -> dict[str, Any]:
    """Score, EVH and last valid day of the scored tools; the others have none and extend nothing (instruments §7)."""
    if instrument not in SCORED:
        return {}
    score, context = scoring.score(reading), reading.context
    return {
        "score": score.total,
        "threshold": score.threshold,
        "evh": score.evh,
        "score_lines": [{"link_id": line.link_id, "points": line.points} for line in score.lines],
        "valid_through": validity.valid_through(instrument, context.assessed_on, context.settings),
    }


def _placement(reading: Reading, *, place: bool) -> int | None:
    """HUD 4.19.7 as the instrument computes it (AH10); not placed when the worker sends the household to no list."""
    status = reading.computed.get("AH10")
    if status is None:
        return None
    return int(str(status)) if place else Assessment.Prioritization.NOT_PLACED


def _write_event(by: Actor, reading: Reading, assessment: Assessment, said: _Said) -> None:
    if said.event is None or event_stays(by=by, reading=reading, standing=said.standing, rehoused=said.rehoused):
        return
    write_event(
        by=by, agency_id=assessment.agency_id, enrollment=assessment.enrollment, event=said.event,
        event_date=assessment.assessed_on, rehoused=said.rehoused, aftercare=said.aftercare, assessment=assessment,
    )  # fmt: skip


def _follow_up(by: Actor, assessment: Assessment, corrected: Sequence[Assessment]) -> None:
    """Write what else a submitted assessment brings with it: dated stays, the contact of the day; start what follows.

    A correction of the same day is the contact that was noted already.
    """
    take_over_from_hct(by=by, assessment=assessment)
    if all(one.assessed_on != assessment.assessed_on for one in corrected):
        note_contact(
            by=by, enrollment=assessment.enrollment, agency_id=assessment.agency_id,
            on=assessment.assessed_on, kind=Contact.Kind.ASSESSMENT,
        )  # fmt: skip
    start_follow_ups(by=by, assessment=assessment, corrected=corrected)
