"""What SSF decides by hand: EVH for a time, and emergency transfers (policy §3, §6.4)."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import acting_agency
from cas_portal.time import clock
from clients.models import Client
from queues.models import EmergencyTransfer, ManualEvh
from queues.models.by_hand import MOST_DAYS


def _client(by: Actor, client_id: UUID) -> Client:
    rows = Client.objects.visible_to(by).select_related("continuum").select_for_update(of=("self",), no_key=True)
    client: Client = rows.named(by, public_id=client_id)
    return client


@transaction.atomic
def decide_evh(*, by: Actor, client_id: UUID, evh: bool, reason: str, ends_on: date) -> ManualEvh:
    """Set or clear EVH by hand with a reason, through a last day at most 90 days from today; SSF only (policy §3).

    A decision in force ends with the new one and stays in the record. Raises Forbidden, Missing, Invalid.
    """
    agency_id = acting_agency(by, Permission.SELECT_CANDIDATE)
    client = _client(by, client_id)
    today = clock.today(client.continuum.time_zone)
    if not reason.strip():
        raise Invalid(_("A decision by hand needs a reason."), _("Say why."))
    if not today <= ends_on <= today + timedelta(days=MOST_DAYS):
        raise Invalid(_("A decision by hand ends within 90 days."), _("Choose an earlier last day, not before today."))
    _end_open(client, by)
    return ManualEvh.objects.create(
        continuum_id=client.continuum_id,
        agency_id=agency_id,
        client=client,
        evh=evh,
        reason=reason.strip()[:300],
        starts_on=today,
        ends_on=ends_on,
        created_by_id=by.user_id,
    )


@transaction.atomic
def end_evh_decision(*, by: Actor, client_id: UUID) -> None:
    """Go back to what the assessments say. Ending what has ended changes nothing."""
    acting_agency(by, Permission.SELECT_CANDIDATE)
    _end_open(_client(by, client_id), by)


def _end_open(client: Client, by: Actor) -> None:
    open_rows = ManualEvh.objects.filter(client=client, ended_at=None)
    open_rows.update(ended_at=clock.now(), ended_by_id=by.user_id)


@transaction.atomic
def request_transfer(*, by: Actor, client_id: UUID) -> EmergencyTransfer:
    """Note a VAWA emergency transfer request: the household goes before everybody (P07). A second one is the first."""
    agency_id = acting_agency(by, Permission.SELECT_CANDIDATE)
    client = _client(by, client_id)
    present = EmergencyTransfer.objects.filter(client=client, closed_on=None).first()
    if present is not None:
        return present
    return EmergencyTransfer.objects.create(
        continuum_id=client.continuum_id,
        agency_id=agency_id,
        client=client,
        requested_on=clock.today(client.continuum.time_zone),
        created_by_id=by.user_id,
    )


@transaction.atomic
def close_transfer(*, by: Actor, client_id: UUID) -> None:
    """Close the open request: the household moved, or needs no transfer any more."""
    acting_agency(by, Permission.SELECT_CANDIDATE)
    client = _client(by, client_id)
    EmergencyTransfer.objects.filter(client=client, closed_on=None).update(
        closed_on=clock.today(client.continuum.time_zone), closed_by_id=by.user_id
    )
