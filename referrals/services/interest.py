"""The client's provider answers: is the client interested? (policy §7.2)"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Missing
from cas_portal.access.policy import require
from cas_portal.time import clock
from clients.models import Contact
from referrals import policies
from referrals.guards import Given, Step
from referrals.models import Referral
from referrals.moves import Verb
from referrals.services import declines, engine
from referrals.services.locks import find_referral, lock
from referrals.states import State


def client_interested(*, by: Actor, referral_id: UUID, contact_on: date, note: str = "") -> Referral:
    """Record the client's yes, from a contact at most seven days old; it counts as activity (policy §13)."""

    def effect(step: Step) -> None:
        step.referral.interest_contact_on = contact_on
        log_answer(step, contact_on)

    given = Given(contact_on=contact_on, note=note)
    return engine.carry_out(Verb.INTERESTED, by=by, referral_id=referral_id, given=given, effect=effect)


def client_declines(
    *, by: Actor, referral_id: UUID, reason: str, note: str = "", contact_on: date | None = None
) -> Referral:
    """Record the client's no, with a reason. No penalty; the third one asks for a case conference (F12)."""

    def effect(step: Step) -> None:
        if contact_on is not None:
            if contact_on > step.day:
                raise Invalid(_("The day you spoke with the client cannot be in the future."))
            log_answer(step, contact_on)
        declines.count_client_decline(step)

    given = Given(reason=reason, note=note, contact_on=contact_on)
    return engine.carry_out(Verb.CLIENT_DECLINES, by=by, referral_id=referral_id, given=given, effect=effect)


def cannot_reach(*, by: Actor, referral_id: UUID, note: str = "") -> Referral:
    """Say that the client cannot be reached, after three tries on two days; the client stays active."""
    return engine.carry_out(Verb.CANNOT_REACH, by=by, referral_id=referral_id, given=Given(note=note))


@transaction.atomic
def log_failed_try(*, by: Actor, referral_id: UUID, on: date) -> Contact:
    """Record one try to reach the client about an offer. It does not count as activity (policy §13)."""
    key, _opening, client_id = find_referral(by, referral_id)
    referral = lock(clients={client_id}, referrals={key}).referrals.get(key)
    if referral is None:
        raise Missing()
    require(policies.is_clients_provider(by, referral))
    if referral.state != State.PROVIDER_NOTIFIED:
        engine.require_source(referral, engine.BY_VERB[Verb.CANNOT_REACH])
    today = clock.today(referral.continuum.time_zone)
    if referral.notified_on is None or not referral.notified_on <= on <= today:
        raise Invalid(_("Enter a day from the question until today."))
    return Contact.objects.create(
        continuum_id=referral.continuum_id,
        agency_id=engine.agency_for(by, referral, engine.BY_VERB[Verb.CANNOT_REACH]),
        client_id=client_id,
        happened_on=on,
        kind=Contact.Kind.FAILED_TRY,
        qualifying=False,
        created_by_id=by.user_id,
    )


def log_answer(step: Step, on: date) -> None:
    """The client's answer to a referral is activity (policy §13)."""
    Contact.objects.create(
        continuum_id=step.referral.continuum_id,
        agency_id=step.agency_id,
        client_id=step.referral.client_id,
        happened_on=on,
        kind=Contact.Kind.REFERRAL_ANSWER,
        qualifying=True,
        created_by_id=step.by.user_id,
    )
