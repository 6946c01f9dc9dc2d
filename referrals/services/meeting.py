"""Bringing a survivor and a program together without opening a record (policy §11)."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Invalid
from cas_portal.access.policy import require
from cas_portal.access.roles import Role
from cas_portal.notifications.recipients import people_with
from cas_portal.notifications.services import notify
from cas_portal.ui.days import short_day
from clients.services.enrollment import Leaving
from clients.services.exits import exit_enrollment
from referrals import policies, reasons
from referrals.guards import Given
from referrals.models import HandOver, Referral
from referrals.models.hand_over import LONGEST
from referrals.moves import BY_VERB, Verb
from referrals.reading import today_of
from referrals.services import engine, households
from referrals.services.locks import Locked, find_referral, lock
from referrals.states import OpeningStatus, State


@transaction.atomic
def release_to_meet(*, by: Actor, referral_id: UUID, through: date) -> HandOver:
    """Record that the survivor agrees to meet this program until a day, at most 30 days away (policy §11).

    The program's people are told to call the agency; they see neither record nor code. A repeat returns what is there.
    Raises Forbidden for all but the victim service provider, Conflict unless the survivor said yes to the opening.
    """
    locked, referral = _locked(by, referral_id)
    present = HandOver.objects.filter(referral=referral).first()
    if present is not None:
        return present
    if referral.state != State.PROVIDER_YES:
        raise Conflict(_("Ask the survivor about the opening first."))
    today = today_of(referral)
    if not today <= through <= today + LONGEST:
        raise Invalid(_("Choose a day within the next 30 days."))
    made = HandOver.objects.create(
        referral=referral, client_id=referral.client_id, continuum_id=referral.continuum_id,
        agency_id=referral.client.agency_id, program_agency_id=referral.housing_agency_id,
        given_on=today, ends_on=through, created_by_id=by.user_id,
    )  # fmt: skip
    _ask_program(by, locked, made)
    return made


@transaction.atomic
def close_meeting(
    *, by: Actor, referral_id: UUID, outcome: str, destination: int = 0, subsidy: int | None = None
) -> HandOver:
    """Record what the survivor chose. With an enrollment the code record closes as housed, linked to nobody (§11).

    The program makes a record of its own from what the survivor tells it. `destination` is where they move (HUD 3.12).
    Raises Conflict once the permission is over: a meeting after that day needs a new one, and for a second outcome.
    """
    locked, referral = _locked(by, referral_id)
    present = HandOver.objects.select_for_update(of=("self",)).filter(referral=referral).first()
    if present is None:
        raise Conflict(_("The survivor has not agreed to a meeting yet."))
    if present.outcome == outcome:
        return present
    today = today_of(referral)
    if present.outcome or today > present.ends_on:
        raise Conflict(_("This permission to meet is over."))
    if outcome not in HandOver.Outcome.values:
        raise Invalid(_("Choose what the survivor decided."))
    present.outcome, present.closed_on = outcome, today
    present.save(update_fields=["outcome", "closed_on"])
    if outcome != HandOver.Outcome.NOT_AGREED:
        _close_record(by, locked, referral, Leaving(
            exit_date=today, destination=destination, reason=households.EXIT_HOUSED, subsidy=subsidy
        ))  # fmt: skip
    return present


def _locked(by: Actor, referral_id: UUID) -> tuple[Locked, Referral]:
    key, opening_id, client_id = find_referral(by, referral_id)
    locked = lock(openings={opening_id}, clients={client_id}, referrals={key})
    referral = locked.referrals[key]
    require(policies.can_hand_over(by, referral))
    return locked, referral


def _ask_program(by: Actor, locked: Locked, made: HandOver) -> None:
    opening = locked.openings[made.referral.opening_id]

    def words() -> str:
        last = {"agency": made.agency.name, "day": short_day(made.ends_on)}
        return _("%(agency)s asks you to arrange a meeting about this opening. Call them by %(day)s.") % last

    notify(
        by=by,
        recipient_ids=people_with(
            continuum_id=made.continuum_id, roles=[Role.HOUSING_PROVIDER], agency_id=made.program_agency_id
        ),
        kind="N9",
        text=words,
        url=reverse("referrals:opening", args=[opening.public_id]),
        dedupe_key=f"meeting:{made.public_id}",
    )


def _close_record(by: Actor, locked: Locked, referral: Referral, leaving: Leaving) -> None:
    stay = households.ce_enrollment(referral.client_id)
    if stay is not None:
        exit_enrollment(by=by, enrollment_id=stay.pk, leaving=leaving, everybody=True)
    opening = locked.openings[referral.opening_id]
    opening.status, opening.filled_on = OpeningStatus.FILLED, leaving.exit_date
    opening.save(update_fields=["status", "filled_on"])
    given = Given(reason=reasons.ENROLLED_ELSEWHERE)
    referral.reason = given.reason
    engine.make(engine.step_of(BY_VERB[Verb.GIVE_WAY], referral, locked, by, given, referral.client.agency_id))
