"""The housing list, positions and candidates over the API."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cas_portal.access.api_views import PortalAPIView
from cas_portal.access.errors import Missing
from cas_portal.access.markers import Access
from cas_portal.access.permissions import Permission
from cas_portal.audit import record
from cas_portal.time import clock
from clients.api.base import ClientView
from queues import housing_list, why
from queues.api import serializers
from queues.candidates import Matching, matching
from queues.people import person_on
from queues.rules import rules_on
from queues.services.selecting import select_candidate
from referrals.api.serializers import ReferralOut, referral_out
from referrals.models import Opening

SELECTED = Access(permissions=(Permission.SELECT_CANDIDATE,))


class HousingList(PortalAPIView):
    """The housing list."""

    access = Access(permissions=(Permission.VIEW_HOUSING_RANK, Permission.SEND_TO_LIST))

    @extend_schema(parameters=[serializers.ListIn], responses=serializers.HousingListOut)
    def get(self, request: Request) -> Response:
        """Return 50 households: in policy order for SSF, those of the own agency for others."""
        data, today = self.asked(serializers.ListIn), clock.today()
        rules, filters = rules_on(self.actor.continuum_id, today), serializers.filters(data)
        rows = housing_list.rows_for(self.actor, filters, as_of=today, inactive_days=rules.inactive_days)
        page = housing_list.page(self.actor, rows, scheme=rules.scheme, cursor=data["cursor"])
        record.log_read([row.client_id for row in page], purpose="api:housing_list")
        sees_order = housing_list.sees_order(self.actor)
        waiting = housing_list.waiting(self.actor.continuum_id)
        return Response(
            {
                "households": [serializers.listed_out(row, person_on(row), sees_order=sees_order) for row in page],
                "next": page.next,
                "waiting_clients": waiting.clients,
                "oldest_seconds": waiting.oldest,
            }
        )


class WhyHere(ClientView):
    """Why a household stands where it stands."""

    access = Access(permissions=(Permission.VIEW_HOUSING_RANK,))

    @extend_schema(responses=serializers.WhyOut)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return the position and every condition not met; 404 before there is a standing."""
        client = self.client(public_id, "why")
        row = why.standing_of(client, self.actor)
        if row is None:
            raise Missing
        found = why.why(row, actor=self.actor, as_of=clock.today(client.continuum.time_zone))
        return Response(serializers.why_out(found))


class Candidates(PortalAPIView):
    """Candidates of an opening."""

    access = SELECTED

    @extend_schema(parameters=[serializers.CursorIn], responses=serializers.CandidatesOut)
    def get(self, request: Request, opening_id: UUID) -> Response:
        """Return 50 households that can be offered the opening, in order."""
        found = self._matching(opening_id)
        page = found.page(found.passing(), self.asked(serializers.CursorIn)["cursor"])
        record.log_read([row.client_id for row in page], purpose="api:candidates", opening=found.opening.pk)
        lines = [serializers.candidate_out(found.candidate(row)) for row in page]
        return Response({"candidates": lines, "next": page.next})

    @extend_schema(request=serializers.SelectIn, responses={201: ReferralOut}, operation_id="candidates_select")
    def post(self, request: Request, opening_id: UUID) -> Response:
        """Offer the opening to a household; the same person selecting it again gets the same referral."""
        if not Opening.objects.visible_to(self.actor).filter(public_id=opening_id).exists():
            raise Missing
        data = self.given(serializers.SelectIn)
        client_id = data.pop("client")
        made = select_candidate(by=self.actor, opening_id=opening_id, client_id=client_id, **data)
        return Response(referral_out(made), status=201)

    def _matching(self, opening_id: UUID) -> Matching:
        rows = Opening.objects.visible_to(self.actor).select_related("program", "agency", "continuum")
        opening = rows.filter(public_id=opening_id).first()
        if opening is None:
            raise Missing
        return matching(opening, as_of=clock.today(opening.continuum.time_zone), actor=self.actor)
