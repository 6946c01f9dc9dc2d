"""What the API says and takes about the housing list, positions and candidates."""

from typing import Any

from rest_framework import serializers

from queues.candidates import Candidate
from queues.housing_list import Filters
from queues.models import Standing
from queues.people import Person
from queues.why import Why


class ListIn(serializers.Serializer):
    """Filters of the housing list, and where to go on."""

    cursor = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    household_type = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    tier = serializers.CharField(max_length=12, required=False, allow_blank=True, default="")
    evh = serializers.BooleanField(required=False, allow_null=True, default=None)
    veteran = serializers.BooleanField(required=False, allow_null=True, default=None)
    min_size = serializers.IntegerField(min_value=1, max_value=50, required=False, allow_null=True, default=None)


def filters(data: dict[str, Any]) -> Filters:
    """Return the filters the list takes."""
    return Filters(**{name: value for name, value in data.items() if name != "cursor"})


class CursorIn(serializers.Serializer):
    """Where to go on."""

    cursor = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class ListedOut(serializers.Serializer):
    """One household as a list shows it. Hidden people have no id and no name; score and EVH are for SSF."""

    client = serializers.UUIDField(allow_null=True)
    name = serializers.CharField(allow_blank=True)
    household_type = serializers.CharField(allow_blank=True)
    household_size = serializers.IntegerField(allow_null=True)
    tier = serializers.CharField()
    hct_on = serializers.DateField(allow_null=True)
    last_contact_on = serializers.DateField(allow_null=True)
    evh = serializers.BooleanField(allow_null=True)
    score = serializers.IntegerField(allow_null=True)
    homeless_since = serializers.DateField(allow_null=True)


def listed_out(row: Standing, who: Person, *, sees_order: bool) -> dict[str, Any]:
    """Return what `ListedOut` names."""
    return {
        "client": None if who.masked else who.public_id,
        "name": "" if who.masked else str(who.name),
        "household_type": row.household_type,
        "household_size": row.household_size,
        "tier": row.tier,
        "hct_on": row.hct_on,
        "last_contact_on": row.last_contact_on,
        "evh": row.evh if sees_order else None,
        "score": row.score if sees_order else None,
        "homeless_since": row.homeless_since if sees_order else None,
    }


class HousingListOut(serializers.Serializer):
    """A page of the list, and how old it is."""

    households = ListedOut(many=True)
    next = serializers.CharField(allow_blank=True)
    waiting_clients = serializers.IntegerField()
    oldest_seconds = serializers.IntegerField()


class GateOut(serializers.Serializer):
    """A condition that is not met."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the word of the API, not the attribute


def gates_out(gates: Any) -> list[dict[str, str]]:
    """Return failed gates as `GateOut` names them."""
    return [{"name": gate.name, "label": str(gate.label)} for gate in gates]


class WhyOut(serializers.Serializer):
    """Why a household stands where it stands."""

    position = serializers.IntegerField(allow_null=True)
    failed = GateOut(many=True)
    held_back_by = GateOut(many=True)


def why_out(found: Why) -> dict[str, Any]:
    """Return what `WhyOut` names."""
    return {
        "position": found.position,
        "failed": gates_out(found.failed),
        "held_back_by": gates_out(found.holds_back),
    }


class CandidateOut(ListedOut):
    """A household as an opening sees it, with every gate it fails."""

    failed = GateOut(many=True)


def candidate_out(candidate: Candidate) -> dict[str, Any]:
    """Return what `CandidateOut` names."""
    return {**listed_out(candidate.row, candidate.person, sees_order=True), "failed": gates_out(candidate.failed)}


class CandidatesOut(serializers.Serializer):
    """A page of candidates."""

    candidates = CandidateOut(many=True)
    next = serializers.CharField(allow_blank=True)


class SelectIn(serializers.Serializer):
    """Which household, and the reasons the policy asks for."""

    client = serializers.UUIDField()
    skip_reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    override_reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    over_refer = serializers.BooleanField(default=False)
