"""A warm hand-off and its CE event, in one transaction (policy §12: one event each)."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.services.events import log_ce_event
from cas_portal.access.actor import Actor
from clients.models import Client, HandOff
from clients.services import hand_offs


@transaction.atomic
def hand_off(
    *,
    by: Actor,
    client: Client,
    to_agency_id: UUID,
    event: int,
    event_date: date,
    reason: str,
    public_id: UUID,
    rehoused: bool | None = None,
    aftercare: bool | None = None,
) -> HandOff:
    """Bring a client together with another agency, and log the event under the same id, so that a repeat is harmless.

    Raises what `clients.services.hand_offs.hand_off` and `log_ce_event` raise.
    """
    made = hand_offs.hand_off(
        by=by,
        client_id=client.pk,
        to_agency_id=to_agency_id,
        happened_on=event_date,
        reason=reason,
        public_id=public_id,
    )
    words = _("Warm hand-off to %(agency)s") % {"agency": made.to_agency.name}
    log_ce_event(
        by=by,
        client=client,
        event=event,
        event_date=event_date,
        reason=words,
        rehoused=rehoused,
        aftercare=aftercare,
        public_id=public_id,
    )
    return made
