"""What a correction does to what the corrected record brought with it: one living situation, one event (§11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.engine.visibility import Reading
from assessments.lineage import event_of, in_place_of, stay_of
from assessments.models import Assessment, CEEvent, CurrentLivingSituation
from assessments.services.event_choice import Need, need_of
from assessments.services.living_situations import columns_of, situation_in, write_from_assessment
from assessments.surroundings import living_situation_on
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict
from cas_portal.accounts.wording.book import Given
from cas_portal.time import clock
from cas_portal.ui.templatetags.ui import day as short_day

NO_REASON = Given("", "")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the corrected records say about the CE event: the one that stands, or why there is none."""

    event: CEEvent | None = None
    reason: Given = NO_REASON

    def __bool__(self) -> bool:
        return self.event is not None or bool(self.reason.words)


NOTHING_STANDS = Standing()


def what_stands(corrected: Sequence[Assessment]) -> Standing:
    """Return the event of the corrected records, else the reason that one of them gives for having none."""
    said = next((one for one in corrected if one.no_event_reason), None)
    reason = Given(said.no_event_code, said.no_event_reason) if said else NO_REASON
    return Standing(event_of(corrected) if corrected else None, reason)


def require_newest(record: Assessment) -> None:
    """Raise Conflict unless it is the newest record that counts: no other one is corrected (X13)."""
    newer = in_place_of(record)
    if record.is_void:
        raise Conflict(
            _("The assessment of %(day)s is void, so it is not corrected.") % {"day": short_day(record.assessed_on)},
            _("Nothing was begun or sent. Start a new assessment, or discard the draft that corrects the void one."),
            back_url=reverse("assessments:show", args=[record.public_id]),
        )
    if newer is not None:
        raise Conflict(
            _("A newer assessment, of %(day)s, has taken the place of the one you correct.")
            % {"day": short_day(newer.assessed_on)},
            _("Nothing was begun or sent. Open the newer one, and correct that one if something in it is wrong."),
            back_url=reverse("assessments:show", args=[newer.public_id]),
            back_label=_("Open the newer assessment"),
        )


def stay_elsewhere(corrected: Sequence[Assessment], reading: Reading) -> CurrentLivingSituation | None:
    """Return the living situation the corrected records left on another day, where it says another place now."""
    stay = stay_of(corrected) if corrected else None
    if stay is None or stay.information_date == reading.context.assessed_on:
        return None
    return stay if stay.situation != situation_in(reading) else None


def replace_stay(
    *, by: Actor, assessment: Assessment, reading: Reading, corrected: Sequence[Assessment], also_elsewhere: bool
) -> None:
    """Write the living situation of the day, in the place of the one that came from what is corrected.

    A row of another day is history and stays, unless the worker says that it was wrong too (`also_elsewhere`).
    """
    stay = stay_of(corrected) if corrected else None
    if stay is not None and stay.information_date == assessment.assessed_on:
        _void(by, stay)
    elif stay is not None and also_elsewhere:
        _void(by, stay)
        _put_right(by, stay, assessment, reading)
    if living_situation_on(assessment.client, assessment.assessed_on) is None:
        write_from_assessment(by=by, assessment=assessment, reading=reading)


def event_stays(*, by: Actor, reading: Reading, standing: Standing, rehoused: bool | None) -> bool:
    """Whether the event that an instrument writes by itself is there already (instruments §7, DV06, DV07).

    A result that was open is added to it; where the corrected talk said the opposite, that event is void.
    """
    event = standing.event
    if event is None or need_of(reading.definition.instrument) != Need.WRITTEN:
        return False
    if event.rehoused is None and rehoused is not None:
        event.rehoused = rehoused
        event.save(update_fields=["rehoused"])
    if event.rehoused == rehoused:
        return True
    _void(by, event)
    return False


def _void(by: Actor, row: Any) -> None:
    row.voided_at, row.voided_by_id, row.void_reason = clock.now(), by.user_id, _("Corrected with the assessment")
    row.save(update_fields=["voided_at", "voided_by", "void_reason"])


def _put_right(by: Actor, wrong: CurrentLivingSituation, assessment: Assessment, reading: Reading) -> None:
    """Write the row of another day anew: as it was, with what the corrected answers say."""
    row = CurrentLivingSituation.objects.get(pk=wrong.pk)
    row.pk, row.id = None, None
    row._state.adding = True
    row.public_id = CurrentLivingSituation._meta.get_field("public_id").get_default()
    row.voided_at, row.voided_by_id, row.void_reason = None, None, ""
    row.situation, row.assessment = situation_in(reading), assessment
    row.agency_id, row.created_by_id, row.created_at = assessment.agency_id, by.user_id, clock.now()
    for column, value in columns_of(reading).items():
        setattr(row, column, value)
    row.save(force_insert=True)
