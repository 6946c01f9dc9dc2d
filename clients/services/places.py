"""Where a client is: what somebody wrote down, and the newest word of all sources."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Missing
from cas_portal.access.permissions import Permission
from cas_portal.time import clock
from clients.models import Place
from clients.services.contact_methods import refuse_survivor
from clients.services.records import author_agency, locked_client


@transaction.atomic
def add_place(*, by: Actor, client_id: int, place: str, seen_on: date, details: str = "") -> Place:
    """Write down where a client is. Raises Invalid for a survivor record (X08), an empty place or a day to come."""
    client = locked_client(by, client_id, Permission.ADD_LIVING_SITUATION)
    refuse_survivor(client)
    if not place.strip():
        raise Invalid(_("Say where the client is."))
    if seen_on > clock.today(client.continuum.time_zone):
        raise Invalid(_("The day cannot lie in the future."))
    return Place.objects.create(
        client=client,
        continuum_id=client.continuum_id,
        agency_id=author_agency(by, client, Permission.ADD_LIVING_SITUATION),
        created_by_id=by.user_id,
        place=place.strip()[:200],
        details=details.strip()[:500],
        seen_on=seen_on,
    )


@transaction.atomic
def withdraw_place(*, by: Actor, public_id: UUID) -> Place:
    """Take back a place that was wrong; the next newest counts again. A second time changes nothing."""
    row = Place.objects.visible_to(by).filter(public_id=public_id).first()
    if row is None:
        raise Missing
    locked_client(by, row.client_id, Permission.ADD_LIVING_SITUATION)
    row = Place.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by_id = clock.now(), by.user_id
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return row
