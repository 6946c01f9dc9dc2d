"""A survivor agrees to meet a program, and what came of it, over the API: for victim service providers (policy §11)."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cas_portal.access.api_views import PortalAPIView
from cas_portal.access.errors import Missing
from cas_portal.access.markers import Access
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.audit import record
from referrals import policies
from referrals.models import HandOver, Referral
from referrals.services import meeting


class MeetingIn(serializers.Serializer):
    """Until which day the survivor agrees to meet the program, at most 30 days away."""

    through = serializers.DateField()


class MeetingOutcomeIn(serializers.Serializer):
    """What the survivor chose, and where they move when the program enrolled them (HUD 3.12)."""

    outcome = serializers.RegexField(f"^({'|'.join(HandOver.Outcome.values)})$")
    destination = serializers.IntegerField(default=0, min_value=0, max_value=999)
    subsidy = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0, max_value=999)


class MeetingOut(serializers.Serializer):
    """A permission to meet; it opens no record."""

    given_on = serializers.DateField()
    ends_on = serializers.DateField()
    outcome = serializers.CharField(allow_blank=True)
    closed_on = serializers.DateField(allow_null=True)


def meeting_out(row: HandOver) -> dict[str, Any]:
    """Return what `MeetingOut` names."""
    return {"given_on": row.given_on, "ends_on": row.ends_on, "outcome": row.outcome, "closed_on": row.closed_on}


class MeetingView(PortalAPIView):
    """The base: the referral must be one the actor may hand over."""

    access = Access(permissions=(Permission.ANSWER_INTEREST,))

    def referral(self, referral_id: UUID) -> Referral:
        """Return the referral; raises Missing for a hidden one and Forbidden for all but its provider."""
        rows = Referral.objects.visible_to(self.actor).select_related("client", "opening")
        found = rows.filter(public_id=referral_id).first()
        if found is None:
            raise Missing
        require(policies.can_hand_over(self.actor, found))
        record.log_read([found.client_id], purpose="api:meeting")
        return found


class Meeting(MeetingView):
    """The permission to meet."""

    @extend_schema(request=MeetingIn, responses={201: MeetingOut})
    def post(self, request: Request, referral_id: UUID) -> Response:
        """Record that the survivor agrees to meet the program; a repeat returns what is there."""
        found = self.referral(referral_id)
        data = self.given(MeetingIn)
        made = meeting.release_to_meet(by=self.actor, referral_id=found.public_id, through=data["through"])
        return Response(meeting_out(made), status=201)


class MeetingOutcome(MeetingView):
    """What came of the meeting."""

    @extend_schema(request=MeetingOutcomeIn, responses=MeetingOut)
    def post(self, request: Request, referral_id: UUID) -> Response:
        """Record what the survivor chose; the same again changes nothing, another outcome answers 409."""
        found = self.referral(referral_id)
        data = self.given(MeetingOutcomeIn)
        return Response(meeting_out(meeting.close_meeting(by=self.actor, referral_id=found.public_id, **data)))
