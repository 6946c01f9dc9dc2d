"""What the API says and takes about assessments, living situations and CE events."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from assessments.engine.completeness import gaps
from assessments.models import Assessment, CEEvent, CurrentLivingSituation, Draft
from assessments.surroundings import read_draft
from assessments.whose_pages import clients_of
from cas_portal.access.actor import Actor

MOST_ANSWERS = 400


class AdultOut(serializers.Serializer):
    """An adult of the household who is asked one by one; `client` is null where that record is closed to the reader."""

    id = serializers.UUIDField()
    client = serializers.UUIDField(allow_null=True)


class DraftOut(serializers.Serializer):
    """A draft: the answers so far, and the questions still to answer before it can be submitted.

    A question that is asked of each adult has the link id `HC10_` and the member's id, and so on.
    """

    id = serializers.UUIDField()
    client = serializers.UUIDField()
    instrument = serializers.CharField()
    version = serializers.CharField()
    status = serializers.CharField()
    revision = serializers.IntegerField()
    started_on = serializers.DateField()
    answers = serializers.DictField()
    members = AdultOut(many=True)
    to_answer = serializers.ListField(child=serializers.CharField())


def draft_out(draft: Draft, by: Actor) -> dict[str, Any]:
    """Return what `DraftOut` names."""
    reading = read_draft(draft).reading
    seen = clients_of(reading, draft.client, by)
    asked = [one.key for one in reading.context.people if one.asked]
    return {
        "id": draft.public_id,
        "client": draft.client.public_id,
        "instrument": draft.instrument,
        "version": draft.version,
        "status": draft.status,
        "revision": draft.revision,
        "started_on": draft.started_on,
        "answers": draft.answers,
        "members": [{"id": key, "client": seen[key].public_id if key in seen else None} for key in asked],
        "to_answer": [gap.item.link_id for gap in gaps(reading)],
    }


class AnswersField(serializers.DictField):
    """Answers by link id of the instrument: codes, lists of codes, numbers, days, text."""

    child = serializers.JSONField(allow_null=True)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Refuse too many at once, and characters that cannot be stored."""
        values = super().to_internal_value(data)
        if len(values) > MOST_ANSWERS:
            raise serializers.ValidationError(_("Send fewer answers at once."))
        if "\\u0000" in repr(values) or "\x00" in str(values):
            raise serializers.ValidationError(_("An answer holds a character that cannot be stored."))
        return values


class AnswersIn(serializers.Serializer):
    """Answers to save. `seen`: the revision the sender last read, so that nobody's answer is overwritten unseen."""

    answers = AnswersField()
    seen = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False, allow_null=True)


class SavedOut(serializers.Serializer):
    """What became of the answers sent."""

    revision = serializers.IntegerField()
    changed = serializers.ListField(child=serializers.CharField())
    problems = serializers.DictField(child=serializers.CharField())
    clashes = serializers.ListField(child=serializers.CharField())
    to_answer = serializers.ListField(child=serializers.CharField())


class SubmitIn(serializers.Serializer):
    """What was done next with the household: a CE event (4.20), or why there is none.

    `place`: whether the household is sent to its list; unsaid it is, unless it asked for a confidential provider.
    """

    place = serializers.BooleanField(required=False, allow_null=True)
    event = serializers.IntegerField(min_value=1, max_value=99, required=False, allow_null=True)
    rehoused = serializers.BooleanField(required=False, allow_null=True)
    aftercare = serializers.BooleanField(required=False, allow_null=True)
    no_event_reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    no_event_code = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class AssessmentOut(serializers.Serializer):
    """A submitted assessment. Score and EVH are null for those who may not see them."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    assessed_on = serializers.DateField()
    valid_through = serializers.DateField(allow_null=True)
    household_type = serializers.CharField(allow_blank=True)
    household_size = serializers.IntegerField(allow_null=True)
    score = serializers.IntegerField(allow_null=True)
    evh = serializers.BooleanField(allow_null=True)
    void = serializers.BooleanField()


def assessment_out(assessment: Assessment, *, with_score: bool) -> dict[str, Any]:
    """Return what `AssessmentOut` names."""
    return {
        "id": assessment.public_id,
        "kind": assessment.kind,
        "assessed_on": assessment.assessed_on,
        "valid_through": assessment.valid_through,
        "household_type": assessment.household_type,
        "household_size": assessment.household_size,
        "score": assessment.score if with_score else None,
        "evh": assessment.evh if with_score else None,
        "void": assessment.is_void,
    }


class LivingSituationIn(serializers.Serializer):
    """Answers to the Current Living Situation, by link id (CLS01, CLS02 and so on)."""

    answers = AnswersField()


class LivingSituationOut(serializers.Serializer):
    """Where somebody stayed on a day (HUD 4.12)."""

    id = serializers.UUIDField()
    information_date = serializers.DateField()
    situation = serializers.IntegerField()
    contact_kind = serializers.CharField()


def living_situation_out(row: CurrentLivingSituation) -> dict[str, Any]:
    """Return what `LivingSituationOut` names. The location is for pages only."""
    return {
        "id": row.public_id,
        "information_date": row.information_date,
        "situation": row.situation,
        "contact_kind": row.contact_kind,
    }


class EventIn(serializers.Serializer):
    """A CE event (HUD 4.20) logged by hand."""

    event = serializers.IntegerField(min_value=1, max_value=99)
    event_date = serializers.DateField()
    rehoused = serializers.BooleanField(required=False, allow_null=True)
    aftercare = serializers.BooleanField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class EventOut(serializers.Serializer):
    """A CE event and its result."""

    id = serializers.UUIDField()
    event = serializers.IntegerField()
    event_date = serializers.DateField()
    result = serializers.IntegerField(allow_null=True)
    result_date = serializers.DateField(allow_null=True)


def event_out(row: CEEvent) -> dict[str, Any]:
    """Return what `EventOut` names."""
    return {
        "id": row.public_id,
        "event": row.event,
        "event_date": row.event_date,
        "result": row.result,
        "result_date": row.result_date,
    }
