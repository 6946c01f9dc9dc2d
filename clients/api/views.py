"""Clients over the API: find, enter, open to others, enroll."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cas_portal.access.actor import Actor
from cas_portal.access.api_views import told
from cas_portal.access.errors import Conflict, Missing
from cas_portal.access.markers import Access
from cas_portal.access.permissions import Permission
from cas_portal.audit import record
from cas_portal.outbox.api import ONCE, once_by_header
from clients.api import serializers
from clients.api.base import ClientView
from clients.models import Client, Enrollment, Release
from clients.policies import client_reach
from clients.services import consent, enrollment, household, papers, parting, people, search
from clients.typed import parse

SEEN = Access(permissions=(Permission.VIEW_RELEASED_CLIENT, Permission.EDIT_CLIENT))
EDITED = Access(permissions=(Permission.EDIT_CLIENT,))


class Clients(ClientView):
    """Find clients, and enter new ones."""

    access = SEEN

    @extend_schema(parameters=[serializers.SearchIn], responses=serializers.ClientOut(many=True))
    def get(self, request: Request) -> Response:
        """Find at most 20 clients the actor may see, best match first."""
        asked = parse(self.asked(serializers.SearchIn)["q"])
        found = search.find_clients(by=self.actor, asked=asked, purpose="api:search")
        reach = client_reach(self.actor)
        return Response([serializers.client_out(one.client, reach) for one in found])

    @extend_schema(
        request=serializers.NewClientIn,
        responses={201: serializers.ClientOut},
        parameters=[ONCE],
        operation_id="clients_enter",
    )
    def post(self, request: Request) -> Response:
        """Enter a client. Answers 409 with the clients that may be the same person until they are named."""
        data = self.given(serializers.NewClientIn)
        alike: list[search.Found] = []
        public_id = once_by_header(request, self.actor, lambda: self._enter(data, alike))
        if not public_id:
            ids = ", ".join(str(found.client.public_id) for found in alike)
            return told(Conflict(_("This person may be here already."), _("Compare with %(ids)s.") % {"ids": ids}))
        client = self.client(UUID(public_id), "entered")
        return Response(serializers.client_out(client, client_reach(self.actor)), status=201)

    def _enter(self, data: dict, alike: list[search.Found]) -> str:
        """Return the id of who was entered; none, and who is `alike`, when those are to be looked at first."""
        known = Client.objects.visible_to(self.actor).filter(public_id__in=data.get("not_the_same_as", ()))
        shown = set(known.values_list("pk", flat=True))
        made = people.create_client(by=self.actor, profile=serializers.profile(data), shown=shown)
        if isinstance(made, people.PossibleDuplicates):
            alike.extend(made.found)
            return ""
        return str(made.public_id)


class OneClient(ClientView):
    """One client."""

    access = SEEN

    @extend_schema(responses=serializers.ClientOut)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return the client."""
        return Response(serializers.client_out(self.client(public_id, "client"), client_reach(self.actor)))


class Releases(ClientView):
    """Releases of information of a client."""

    access = EDITED

    @extend_schema(responses=serializers.ReleaseOut(many=True))
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return what was signed or declined, newest first."""
        client = self.client(public_id, "releases")
        rows = Release.objects.visible_to(self.actor).filter(client=client).order_by("-signed_on", "-pk")
        return Response([serializers.release_out(row) for row in rows[:50]])

    @extend_schema(request=serializers.ReleaseIn, responses={201: serializers.ReleaseOut})
    def post(self, request: Request, public_id: UUID) -> Response:
        """Record a signed release, or that the person declined."""
        client = self.client(public_id, "releases")
        data = self.given(serializers.ReleaseIn)
        words = {"signed_on": data["signed_on"], "witness": data["witness"]}
        if data["declined"]:
            release = consent.record_refusal(by=self.actor, client_id=client.pk, **words)
        else:
            signing = self._signing(client, data, words)
            release = consent.sign_release(by=self.actor, client_id=client.pk, signing=signing)
        return Response(serializers.release_out(release), status=201)

    def _signing(self, client: Client, data: dict, words: dict) -> consent.Signing:
        known = {agency.public_id: agency.pk for agency in consent.agencies_to_name(client)}
        if not set(data["agencies"]) <= set(known):
            raise Missing
        drawn = papers.drawing_from(data["drawn"])
        return consent.Signing(
            **words,
            name=data["signature"],
            papers=(drawn,) if drawn else (),
            agencies=tuple(known[key] for key in data["agencies"]),
        )


class Withdrawal(ClientView):
    """The end of running releases."""

    access = EDITED

    @extend_schema(request=serializers.ReleaseEndIn, responses={204: None})
    def post(self, request: Request, public_id: UUID) -> Response:
        """End every running release at this instant; a second time answers 409."""
        client = self.client(public_id, "releases")
        also = [self.client(person, "releases").pk for person in self.given(serializers.ReleaseEndIn)["also"]]
        consent.revoke_release(by=self.actor, client_id=client.pk, also=also)
        return Response(status=204)


class Members(ClientView):
    """Who lives with a head of household."""

    access = EDITED

    @extend_schema(responses=serializers.LivingTogetherOut)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return who lives in the client's household now, as far as the actor may see them."""
        return Response(household_out(self.actor, self.client(public_id, "members")))

    @extend_schema(request=serializers.MemberIn, responses={201: serializers.ClientOut})
    def post(self, request: Request, public_id: UUID) -> Response:
        """Add a client to the household of another; adding somebody who is in it changes nothing."""
        head = self.client(public_id, "members")
        data = self.given(serializers.MemberIn)
        joining = self.client(data.pop("client"), "members")
        membership = household.Membership(**data)
        household.add_member(by=self.actor, head_id=head.pk, client_id=joining.pk, membership=membership)
        return Response(serializers.client_out(joining, client_reach(self.actor)), status=201)


class Parting(ClientView):
    """A household that parts."""

    access = EDITED

    @extend_schema(request=serializers.PartIn, responses={201: serializers.LivingTogetherOut})
    def post(self, request: Request, public_id: UUID) -> Response:
        """Let members leave together into a household of their own; answers with that household."""
        client = self.client(public_id, "members")
        data = self.given(serializers.PartIn)
        known = {row.public_id: row.pk for row in household.seen_members(client, self.actor)}
        named = [one["member"] for side in ("leaving", "staying") for one in data.get(side, ())]
        if not set(named) <= set(known):
            raise Missing
        sides = {
            side: {known[one["member"]]: one["relationship"] for one in data.get(side, ())}
            for side in ("leaving", "staying")
        }
        made = parting.part_household(by=self.actor, client_id=client.pk, on=data["on"], seen=data["seen"], **sides)
        return Response(household_out(self.actor, made.client), status=201)


def household_out(actor: Actor, client: Client) -> dict[str, Any]:
    """Return what `LivingTogetherOut` names, and write down whom it shows."""
    home = household.household_of(client)
    rows = list(household.seen_members(client, actor))
    record.log_read(sorted({row.client_id for row in rows}), purpose="api:members")
    members = [
        {
            "id": row.public_id,
            "client": row.client.public_id,
            "relationship": row.relationship,
            "joined_on": row.joined_on,
            "lives_elsewhere": row.lives_elsewhere,
        }
        for row in rows
    ]
    return {"members": members, "state": parting.state_of(home) if home else ""}


class Enrollments(ClientView):
    """Stays in the CAS program."""

    access = Access(permissions=(Permission.ENROLL_CLIENT,))

    @extend_schema(responses=serializers.EnrollmentOut(many=True))
    def get(self, request: Request, public_id: UUID) -> Response:
        """Return the client's stays in the CAS program, newest first."""
        return Response(self._stays(self.client(public_id, "enrollments")))

    @extend_schema(request=serializers.EnrollIn, responses={201: serializers.EnrollmentOut(many=True)})
    def post(self, request: Request, public_id: UUID) -> Response:
        """Enroll everybody of the household; who is enrolled already stays as they are."""
        client = self.client(public_id, "enrollments")
        data = self.given(serializers.EnrollIn)
        enrollment.enroll_household(by=self.actor, client_id=client.pk, entry_date=data["entry_date"])
        return Response(self._stays(client), status=201)

    def _stays(self, client: Client) -> list[dict]:
        rows = Enrollment.objects.visible_to(self.actor).filter(client=client, program__is_cas=True)
        newest = rows.select_related("client").order_by("-entry_date", "-pk")[:50]
        return [serializers.enrollment_out(row) for row in newest]
