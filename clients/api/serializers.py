"""What the API says and takes about clients. Every field is named here; nothing goes out that is not."""

from typing import Any

from rest_framework import serializers

from cas_portal.hud.api import HudCode
from clients import presenters
from clients.models import RACES, Client, Enrollment, Release
from clients.policies import ClientReach, is_shared
from clients.services.people import Profile

NAME: dict[str, Any] = {"max_length": 50, "required": False, "allow_blank": True}


class ClientOut(serializers.Serializer):
    """One client as a list shows it. Masked roles and survivor records have a code for a name."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    born = serializers.CharField(allow_blank=True)
    agency = serializers.CharField()
    survivor = serializers.BooleanField()
    shared = serializers.BooleanField()


def client_out(client: Client, reach: ClientReach) -> dict[str, Any]:
    """Return what `ClientOut` names."""
    return {
        "id": client.public_id,
        "code": presenters.client_code(client),
        "name": presenters.client_name(client, reach),
        "born": presenters.birth_words(client, reach),
        "agency": client.agency.name,
        "survivor": client.survivor,
        "shared": is_shared(client),
    }


class SearchIn(serializers.Serializer):
    """One search: a name, a birth date, a phone or an HMIS id. Never a Social Security number."""

    q = serializers.CharField(max_length=200)


class ProfileIn(serializers.Serializer):
    """What a person tells about who they are (HUD 3.01-3.04, 3.07, 4.21)."""

    first_name = serializers.CharField(**NAME)
    middle_name = serializers.CharField(**NAME)
    last_name = serializers.CharField(**NAME)
    suffix = serializers.CharField(**NAME)
    alias = serializers.CharField(max_length=100, required=False, allow_blank=True)
    name_quality = HudCode("3.01.5", default=99)
    birth_date = serializers.DateField(required=False, allow_null=True)
    dob_quality = HudCode("3.03.2", default=99)
    phone = serializers.RegexField(r"^\d{10}$", required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    veteran_status = HudCode("1.8", default=99)
    sex = HudCode("4.21", default=99)
    races = serializers.ListField(child=serializers.RegexField(f"^({'|'.join(RACES)})$"), required=False, max_length=7)
    preferred_language = HudCode("C4.A", required=False, allow_null=True)
    interpreter_needed = serializers.BooleanField(default=False)


class NewClientIn(ProfileIn):
    """A new client. `not_the_same_as`: clients that were shown as possible duplicates and are somebody else."""

    not_the_same_as = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=20)


def profile(data: dict[str, Any]) -> Profile:
    """Return the profile the service takes."""
    values = {name: value for name, value in data.items() if name != "not_the_same_as"}
    values["races"] = frozenset(values.get("races", ()))
    return Profile(**values)


class ReleaseIn(serializers.Serializer):
    """A signed release of information, or that the person declined."""

    declined = serializers.BooleanField(default=False)
    signature = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    signed_on = serializers.DateField()
    witness = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    drawn = serializers.CharField(
        max_length=90_000, required=False, allow_blank=True, default="",
        help_text="A drawn signature: a JSON list of strokes, each a list of [x, y] in a field of 600 by 200.",
    )  # fmt: skip
    agencies = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=200, default=list,
        help_text="The agencies that may see the record; empty: every agency of the community.",
    )  # fmt: skip


class ReleaseEndIn(serializers.Serializer):
    """Whose release ends: the client's, and those of members of the household who withdraw too."""

    also = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=20, default=list)


class ReleaseOut(serializers.Serializer):
    """A recorded release."""

    id = serializers.UUIDField()
    method = serializers.CharField()
    scope = serializers.CharField()
    signed_on = serializers.DateField()
    valid_through = serializers.DateField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)


def release_out(release: Release) -> dict[str, Any]:
    """Return what `ReleaseOut` names."""
    return {
        "id": release.public_id,
        "method": release.method,
        "scope": release.scope,
        "signed_on": release.signed_on,
        "valid_through": release.valid_through,
        "withdrawn_at": release.revoked_at,
    }


class MemberIn(serializers.Serializer):
    """Somebody who lives with the head of household."""

    client = serializers.UUIDField()
    relationship = HudCode("3.15.1")
    joined_on = serializers.DateField()
    lives_elsewhere = serializers.BooleanField(default=False)


class MemberOut(serializers.Serializer):
    """Somebody who lives in the household now."""

    id = serializers.UUIDField()
    client = serializers.UUIDField()
    relationship = serializers.IntegerField()
    joined_on = serializers.DateField()
    lives_elsewhere = serializers.BooleanField()


class LivingTogetherOut(serializers.Serializer):
    """A household, and a text that changes when it does: send it back as `seen`."""

    members = MemberOut(many=True)
    state = serializers.CharField(allow_blank=True)


class RelationIn(serializers.Serializer):
    """How a member is related to the head they live with from then on."""

    member = serializers.UUIDField()
    relationship = HudCode("3.15.1")


class PartIn(serializers.Serializer):
    """Who leaves together, and how those who stay are related when the head leaves."""

    on = serializers.DateField()
    leaving = RelationIn(many=True)
    staying = RelationIn(many=True, required=False)
    seen = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class EnrollIn(serializers.Serializer):
    """The day the household enters the CAS program."""

    entry_date = serializers.DateField()


class EnrollmentOut(serializers.Serializer):
    """One person's stay in the CAS program."""

    id = serializers.UUIDField()
    client = serializers.UUIDField()
    relationship = serializers.IntegerField()
    entry_date = serializers.DateField()
    exit_date = serializers.DateField(allow_null=True)


def enrollment_out(enrollment: Enrollment) -> dict[str, Any]:
    """Return what `EnrollmentOut` names."""
    return {
        "id": enrollment.public_id,
        "client": enrollment.client.public_id,
        "relationship": enrollment.relationship,
        "entry_date": enrollment.entry_date,
        "exit_date": enrollment.exit_date,
    }
