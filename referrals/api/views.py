"""Openings and referrals over the API: lists, and one address for each verb."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cas_portal.access.api_views import PortalAPIView
from cas_portal.access.errors import Missing
from cas_portal.access.markers import Access
from cas_portal.access.permissions import Permission
from cas_portal.audit import record
from cas_portal.outbox.api import ONCE, once_by_header
from referrals import services
from referrals.api import serializers
from referrals.api.verbs import HOUSING, PROVIDER, SSF, ApiVerb
from referrals.models import Opening, Referral

MOST = 100
INVOLVED = Access(permissions=(SSF, PROVIDER, HOUSING, Permission.VIEW_RELEASED_CLIENT))
REPORTED = Access(permissions=(Permission.REPORT_OPENING,))


class OpeningView(PortalAPIView):
    """The base of views about openings."""

    def opening(self, opening_id: UUID | str) -> Opening:
        """Return an opening the actor sees; raises Missing."""
        rows = Opening.objects.visible_to(self.actor).select_related("program")
        found = rows.filter(public_id=opening_id).first()
        if found is None:
            raise Missing
        return found

    def answer(self, opening: Opening, status: int = 200) -> Response:
        """Answer with an opening."""
        return Response(serializers.opening_out(self.opening(opening.public_id)), status=status)


class Openings(OpeningView):
    """Openings."""

    access = REPORTED

    @extend_schema(responses=serializers.OpeningOut(many=True))
    def get(self, request: Request) -> Response:
        """Return up to 100 openings that wait for a household, soonest first."""
        rows = Opening.objects.visible_to(self.actor).unfilled().select_related("program")
        return Response([serializers.opening_out(row) for row in rows.order_by("available_on", "pk")[:MOST]])

    @extend_schema(request=serializers.OpeningIn, responses={201: serializers.OpeningOut}, parameters=[ONCE])
    def post(self, request: Request) -> Response:
        """Report a unit that is or becomes free."""
        data = self.given(serializers.OpeningIn)
        data["program_id"] = data.pop("program")
        data["preferences"] = tuple(data.get("preferences", ()))

        def act() -> str:
            return str(services.report_opening(by=self.actor, **data).public_id)

        made = once_by_header(request, self.actor, act)
        return self.answer(self.opening(made), status=201)


class OneOpening(OpeningView):
    """One opening."""

    access = REPORTED

    @extend_schema(responses=serializers.OpeningOut)
    def get(self, request: Request, opening_id: UUID) -> Response:
        """Return the opening."""
        return Response(serializers.opening_out(self.opening(opening_id)))


class Source(OpeningView):
    """Taking up an opening."""

    access = Access(permissions=(SSF,))

    @extend_schema(request=None, responses=serializers.OpeningOut)
    def post(self, request: Request, opening_id: UUID) -> Response:
        """Take up a reported opening: SSF looks for a household."""
        return self.answer(services.start_sourcing(by=self.actor, opening_id=opening_id))


class Withdraw(OpeningView):
    """Withdrawing an opening."""

    access = REPORTED

    @extend_schema(request=serializers.WithdrawIn, responses=serializers.OpeningOut)
    def post(self, request: Request, opening_id: UUID) -> Response:
        """Withdraw an opening; its live referrals are cancelled."""
        self.opening(opening_id)
        reason = self.given(serializers.WithdrawIn)["reason"]
        return self.answer(services.withdraw_opening(by=self.actor, opening_id=opening_id, reason=reason))


class Referrals(PortalAPIView):
    """Referrals."""

    access = INVOLVED

    @extend_schema(responses=serializers.ReferralOut(many=True))
    def get(self, request: Request) -> Response:
        """Return up to 100 live referrals the actor takes part in, oldest first."""
        rows = Referral.objects.visible_to(self.actor).holding_opening().select_related("client", "opening")
        found = list(rows.order_by("selected_on", "pk")[:MOST])
        record.log_read(sorted({row.client_id for row in found}), purpose="api:referrals")
        return Response([serializers.referral_out(row) for row in found])


class OneReferral(PortalAPIView):
    """One referral."""

    access = INVOLVED

    @extend_schema(responses=serializers.ReferralOut)
    def get(self, request: Request, referral_id: UUID) -> Response:
        """Return the referral."""
        rows = Referral.objects.visible_to(self.actor).select_related("client", "opening")
        found = rows.filter(public_id=referral_id).first()
        if found is None:
            raise Missing
        record.log_read([found.client_id], purpose="api:referral")
        return Response(serializers.referral_out(found))


def verb_view(verb: ApiVerb) -> type[PortalAPIView]:
    """Return the view of one verb: POST with what the verb asks for, the referral as it is then in the answer."""

    class Act(PortalAPIView):
        access = Access(permissions=verb.rights)

        @extend_schema(
            request=None if verb.asks is serializers.Nothing else verb.asks,
            responses=serializers.ReferralOut,
            operation_id=f"referrals_{verb.verb.value}",
            summary=str(verb.verb.label),
        )
        def post(self, request: Request, referral_id: UUID) -> Response:
            """Make the move; a repeat by the same person changes nothing."""
            if not Referral.objects.visible_to(self.actor).filter(public_id=referral_id).exists():
                raise Missing
            made = verb.service(by=self.actor, referral_id=referral_id, **self.given(verb.asks))
            return Response(serializers.referral_out(made))

    Act.__doc__ = f"{verb.verb.label}."
    return Act
