"""Warm hand-offs: the client is brought together with another agency, which says when it took over (policy §12)."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Forbidden, Invalid, Missing
from cas_portal.access.permissions import Permission
from cas_portal.access.roles import MATRIX, Reach, Role
from cas_portal.accounts.models import Agency
from cas_portal.notifications.recipients import people_with
from cas_portal.notifications.services import notify
from cas_portal.time import clock
from clients.models import Client, ClientAccess, HandOff
from clients.policies import is_shared
from clients.services.consent import running_releases
from clients.services.contact_methods import refuse_survivor
from clients.services.records import author_agency, locked_client

MANAGERS = [Role.AGENCY_MANAGER]


@transaction.atomic
def hand_off(
    *, by: Actor, client_id: int, to_agency_id: UUID, happened_on: date, reason: str, public_id: UUID | None = None
) -> HandOff:
    """Write down a hand-off and tell the other agency (`receivers`). `public_id` makes a repeat harmless.

    Raises Invalid for a survivor record, a client whose record the other agency could not open, the own agency, an
    empty reason or a day to come.
    """
    client = locked_client(by, client_id)
    refuse_survivor(client)
    if public_id and (made := HandOff.objects.visible_to(by).filter(public_id=public_id).first()):
        return made
    agency_id = author_agency(by, client, Permission.EDIT_CLIENT)
    other = Agency.objects.filter(public_id=to_agency_id, continuum_id=client.continuum_id, active=True).first()
    if other is None or other.pk == agency_id or other.is_vsp:
        raise Invalid(_("Choose another agency."))
    if not can_open(client, other):
        raise Invalid(_("The other agency could not open this record."), _("Ask for the release first."))
    if not reason.strip() or happened_on > clock.today(client.continuum.time_zone):
        raise Invalid(_("Say what it is about, and a day that is not in the future."))
    made = HandOff(
        client=client,
        continuum_id=client.continuum_id,
        agency_id=agency_id,
        created_by_id=by.user_id,
        to_agency=other,
        happened_on=happened_on,
        reason=reason.strip()[:300],
    )
    if public_id:
        made.public_id = public_id
    made.save(force_insert=True)
    _tell(by, made)
    return made


@transaction.atomic
def receive(*, by: Actor, public_id: UUID) -> HandOff:
    """Say that the agency took over. Somebody who edits clients there; a second time keeps the first moment."""
    found = HandOff.objects.visible_to(by).select_for_update(of=("self",), no_key=True).filter(public_id=public_id)
    row = found.first()
    if row is None:
        raise Missing
    if row.to_agency_id not in by.agencies_with(Permission.EDIT_CLIENT):
        raise Forbidden
    if row.received_at is None:
        row.received_at, row.received_by_id = clock.now(), by.user_id
        row.save(update_fields=["received_at", "received_by"])
    return row


def can_open(client: Client, agency: Agency) -> bool:
    """Whether an agency can open the record: its own, released to all, to it by name, or opened to it by a grant."""
    if is_shared(client) or agency.pk == client.agency_id:
        return True
    if running_releases(client).filter(agencies__contains=[agency.pk]).exists():
        return True
    return ClientAccess.objects.running().filter(client=client, agency=agency).exists()


def receivers(agency: Agency) -> list[int]:
    """Return who is told of a hand-off: the managers of the agency; where it has none, everybody who can take over."""
    everybody = [role for role, reach in MATRIX[Permission.EDIT_CLIENT].items() if reach is not Reach.NONE]
    for roles in (MANAGERS, everybody):
        if found := people_with(continuum_id=agency.continuum_id, roles=roles, agency_id=agency.pk):
            return found
    return []


def waiting_for(by: Actor) -> QuerySet[HandOff]:
    """Return the hand-offs to the actor's agencies that nobody took over yet, the oldest first."""
    rows = HandOff.objects.visible_to(by).filter(to_agency_id__in=by.agencies_with(Permission.EDIT_CLIENT))
    return rows.filter(received_at=None).order_by("happened_on", "pk")


def _tell(by: Actor, made: HandOff) -> None:
    notify(
        by=by,
        recipient_ids=receivers(made.to_agency),
        kind="N16",
        text=lambda: _("A client was handed to your agency."),
        url=reverse("clients:services", args=[made.client.public_id]),
        dedupe_key=f"hand-off:{made.public_id}",
    )
