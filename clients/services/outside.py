"""Who outside the community's shared view may see one client, and until when."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cas_portal.access import grants
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Missing
from cas_portal.access.policy import require
from cas_portal.accounts.models import Agency, User
from cas_portal.notifications.services import notify
from cas_portal.time import clock
from cas_portal.ui.templatetags.ui import day
from clients import policies
from clients.models import Client, ClientAccess
from clients.models.querysets import StatementNow
from clients.services.records import locked_client

HELPER = "helper"
VIEW = "view_client"
LONGEST = timedelta(days=366)


@transaction.atomic
def grant_view(*, by: Actor, client_id: int, user_id: int, ends_at: datetime, reason: str = HELPER) -> None:
    """Let one named helper from outside see one client until a moment, at most a year away. Survivors: never.

    Both must hold for the helper to see anything: the right by guardian, and a running row of client access.
    Granting again moves the end. The helper is told, without a name.
    """
    client = locked_client(by, client_id)
    require(policies.can_grant_view(by, client))
    helper = User.objects.filter(pk=user_id, is_active=True, memberships__continuum_id=by.continuum_id).first()
    if helper is None:
        raise Invalid(_("There is no such person in this community."))
    if not clock.now() < ends_at <= clock.now() + LONGEST:
        raise Invalid(_("Choose an end in the future, at most a year away."))
    _end(client, user_id=user_id, reason=reason)
    _open(by, client, user_id=user_id, ends_at=ends_at, reason=reason)
    grants.give(helper, VIEW, client)
    last = localtime(ends_at - timedelta(microseconds=1), ZoneInfo(client.continuum.time_zone)).date()
    notify(
        by=by,
        recipient_ids=[user_id],
        kind="N21",
        text=lambda: _("You may see the record of a client through %(day)s.") % {"day": day(last)},
        url=reverse("clients:client", args=[client.public_id]),
        dedupe_key=f"helper:{client.public_id}:{ends_at.isoformat()}",
    )


@transaction.atomic
def end_view(*, by: Actor, client_id: int, user_id: int) -> None:
    """End what a helper sees, at this instant. A second time changes nothing."""
    client = locked_client(by, client_id)
    require(policies.can_grant_view(by, client))
    helper = User.objects.filter(pk=user_id).first()
    if helper is None:
        raise Missing()
    _end(client, user_id=user_id)
    grants.take(helper, VIEW, client)


@transaction.atomic
def open_to_agency(*, by: Actor, client_id: int, agency_id: int, reason: str) -> None:
    """Open one client to one agency until `close_to_agency` (a referral, a release by name). Survivors: never.

    The caller's own policy decides who may; here the client must be visible to the actor. Twice changes nothing.
    """
    client = locked_client(by, client_id, None)
    if client.survivor:
        raise Invalid(_("A survivor record cannot be shared."))
    if not Agency.objects.filter(pk=agency_id, continuum_id=by.continuum_id).exists():
        raise Missing()
    _open(by, client, agency_id=agency_id, reason=reason)


@transaction.atomic
def close_to_agency(*, by: Actor, client_id: int, agency_id: int, reason: str) -> None:
    """End what `open_to_agency` began, at this instant. Twice changes nothing."""
    rows = ClientAccess.objects.visible_to(by).filter(client_id=client_id, agency_id=agency_id, reason=reason)
    rows.filter(ends_at=None).update(ends_at=StatementNow())


def _open(by: Actor, client: Client, *, reason: str, ends_at: datetime | None = None, **whom: int) -> None:
    # Written without reading it back: the giver does not always see the row, and a second open one is left out.
    row = ClientAccess(
        client=client,
        continuum_id=client.continuum_id,
        ends_at=ends_at,
        reason=reason,
        granted_by_id=_giver(by, client),
        created_by_id=by.user_id,
        **whom,
    )
    ClientAccess.objects.bulk_create([row], ignore_conflicts=True)


def _giver(by: Actor, client: Client) -> int | None:
    if client.agency_id in by.agency_ids:
        return client.agency_id
    return next(iter(by.agency_ids), None)


def _end(client: Client, **whom: object) -> None:
    ClientAccess.objects.running().filter(client=client, **whom).update(ends_at=StatementNow())


def helpers_of(by: Actor, client: Client) -> list[ClientAccess]:
    """Return the people from outside who see the client now, by name."""
    rows = ClientAccess.objects.visible_to(by).running().filter(client=client).exclude(user=None)
    return list(rows.select_related("user").order_by("user__name"))


def clients_helped(by: Actor, most: int) -> list[ClientAccess]:
    """Return the clients a helper from outside may see now, those whose end comes first first."""
    rows = ClientAccess.objects.visible_to(by).running().filter(user_id=by.person_id, reason=HELPER)
    seen = rows.filter(client__in=Client.objects.visible_to(by))
    return list(seen.select_related("client__identity").order_by("ends_at", "pk")[:most])


def helper_by_email(by: Actor, email: str) -> int:
    """Return the id of a person of the community. Raises Invalid with the same words for everybody else."""
    people = User.objects.filter(email__iexact=email, is_active=True, memberships__continuum_id=by.continuum_id)
    found = people.values_list("pk", flat=True).first()
    if found is None:
        raise Invalid(_("There is no such person in this community."), _("Ask them for the e-mail they sign in with."))
    return found


def helper_by_public_id(by: Actor, public_id: UUID) -> int:
    """Return the id of a person of the community, or raise Missing."""
    people = User.objects.filter(public_id=public_id, memberships__continuum_id=by.continuum_id)
    found = people.values_list("pk", flat=True).first()
    if found is None:
        raise Missing()
    return found
