"""A client has died: every referral ends, none is parked (F20)."""

from django.db import transaction

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Forbidden
from clients.models import Client
from referrals import policies, reasons
from referrals.guards import Given
from referrals.models import Referral
from referrals.moves import BY_VERB, Verb
from referrals.services import engine
from referrals.services.locks import lock
from referrals.states import HOLDS_OPENING, State

LIVE = (*HOLDS_OPENING, State.PARKED)


@transaction.atomic
def end_referrals_of_deceased(*, by: Actor, client_id: int) -> int:
    """Cancel the referrals of a client whose death is recorded; for SSF and for the sweep. Returns how many."""
    if not (by.is_system or policies.can_source_opening(by)):
        raise Forbidden()
    live = Referral.objects.filter(client_id=client_id, client__deceased_on__isnull=False, state__in=LIVE)
    found = dict(live.values_list("pk", "opening_id"))
    locked = lock(openings=set(found.values()), clients={client_id}, referrals=set(found))
    for key in sorted(locked.referrals):
        referral = locked.referrals[key]
        referral.reason, referral.park_until = reasons.CLIENT_DIED, None
        given = Given(reason=reasons.CLIENT_DIED)
        engine.make(engine.step_of(BY_VERB[Verb.DEATH], referral, locked, by, given))
    return len(locked.referrals)


def clients_to_end(by: Actor) -> list[int]:
    """Return the deceased clients of the continuum who still have a live referral."""
    rows = Client.objects.filter(continuum_id=by.continuum_id, deceased_on__isnull=False, referral__state__in=LIVE)
    return sorted(set(rows.values_list("pk", flat=True)))
