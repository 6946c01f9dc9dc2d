"""What the API says and takes about openings and referrals."""

from typing import Any

from rest_framework import serializers

from cas_portal.hud.api import HudCode
from referrals.models import Opening, Referral
from referrals.models.openings import Preference


class OpeningOut(serializers.Serializer):
    """One opening."""

    id = serializers.UUIDField()
    program = serializers.UUIDField()
    program_name = serializers.CharField()
    unit_label = serializers.CharField()
    housing_kind = serializers.CharField()
    status = serializers.CharField()
    required_tier = serializers.CharField()
    available_on = serializers.DateField()
    slots = serializers.IntegerField()


def opening_out(opening: Opening) -> dict[str, Any]:
    """Return what `OpeningOut` names."""
    return {
        "id": opening.public_id,
        "program": opening.program.public_id,
        "program_name": opening.program.name,
        "unit_label": opening.unit_label,
        "housing_kind": opening.housing_kind,
        "status": opening.status,
        "required_tier": opening.required_tier,
        "available_on": opening.available_on,
        "slots": opening.slots,
    }


class OpeningIn(serializers.Serializer):
    """A unit that is or becomes free."""

    program = serializers.UUIDField()
    unit_label = serializers.CharField(max_length=60)
    available_on = serializers.DateField()
    notes = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    preferences = serializers.ListField(
        child=serializers.RegexField(f"^({'|'.join(Preference.values)})$"), required=False, max_length=4
    )


class WithdrawIn(serializers.Serializer):
    """Why an opening is withdrawn."""

    reason = serializers.CharField(max_length=300)


class ReferralOut(serializers.Serializer):
    """One referral. What SSF saw when it selected the household is on its own pages only."""

    id = serializers.UUIDField()
    client = serializers.UUIDField()
    opening = serializers.UUIDField()
    state = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    selected_on = serializers.DateField()
    answer_due_on = serializers.DateField(allow_null=True)
    sent_on = serializers.DateField(allow_null=True)
    decision_due_on = serializers.DateField(allow_null=True)
    park_until = serializers.DateField(allow_null=True)
    enrolled_on = serializers.DateField(allow_null=True)
    moved_in_on = serializers.DateField(allow_null=True)


def referral_out(referral: Referral) -> dict[str, Any]:
    """Return what `ReferralOut` names."""
    return {
        "id": referral.public_id,
        "client": referral.client.public_id,
        "opening": referral.opening.public_id,
        "state": referral.state,
        "reason": referral.reason,
        "selected_on": referral.selected_on,
        "answer_due_on": referral.answer_due_on,
        "sent_on": referral.sent_on,
        "decision_due_on": referral.decision_due_on,
        "park_until": referral.park_until,
        "enrolled_on": referral.enrolled_on,
        "moved_in_on": referral.moved_in_on,
    }


class Nothing(serializers.Serializer):
    """A verb that asks for nothing."""


class NoteIn(serializers.Serializer):
    """A note."""

    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class WhyIn(serializers.Serializer):
    """Words that somebody else needs."""

    note = serializers.CharField(max_length=500)


class ReasonIn(NoteIn):
    """One of the listed reasons (policy §7.3)."""

    reason = serializers.CharField(max_length=40)


class InterestedIn(NoteIn):
    """The day the client said yes."""

    contact_on = serializers.DateField()


class ClientDeclinesIn(ReasonIn):
    """The client's reason, and the day they said so."""

    contact_on = serializers.DateField(required=False, allow_null=True)


class NoShowIn(NoteIn):
    """The appointments that were missed."""

    missed = serializers.ListField(child=serializers.DateField(), min_length=1, max_length=10)


class ParkIn(ReasonIn):
    """Why and until when the client is held."""

    until = serializers.DateField()


class EngagingIn(NoteIn):
    """The client takes part."""

    last_seen_on = serializers.DateField(required=False, allow_null=True)


class NotEngagingIn(ReasonIn):
    """The client does not take part."""

    last_seen_on = serializers.DateField(required=False, allow_null=True)


class StartIn(serializers.Serializer):
    """The project start."""

    starts_on = serializers.DateField()


class MoveInIn(serializers.Serializer):
    """The move: day, permanent destination (HUD 3.12), and the subsidy of a rental with one."""

    moved_in_on = serializers.DateField()
    destination = HudCode("3.12.1")
    subsidy = HudCode("3.12.A", required=False, allow_null=True)
