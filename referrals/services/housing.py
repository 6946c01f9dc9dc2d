"""From acceptance to move-in, or back to the list (policy §7.2)."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid
from cas_portal.hud.groups import SituationGroup, situations
from clients.services.enrollment import Leaving
from referrals import reasons
from referrals.guards import Given, Step
from referrals.models import Referral
from referrals.moves import BY_VERB, Verb
from referrals.services import engine, households
from referrals.services.locks import Locked, lock
from referrals.states import OpeningStatus


def enroll(*, by: Actor, referral_id: UUID, starts_on: date) -> Referral:
    """Enroll the household with the project start; its other live referrals end without a result (F15).

    PSH, RRH and other PH take it off the housing list; TH does not (F16).
    """

    def effect(step: Step) -> None:
        referral = step.referral
        referral.enrolled_on = starts_on
        referral.enrollment = households.enroll_household(
            referral=referral, opening=step.opening, by=step.by, starts_on=starts_on
        )
        _end_others(step, _others_of_client(referral), Verb.GIVE_WAY, reasons.ENROLLED_ELSEWHERE)

    return engine.carry_out(
        Verb.ENROLL,
        by=by,
        referral_id=referral_id,
        given=Given(starts_on=starts_on),
        effect=effect,
        also_openings=_openings_of_client,
    )


def move_in(
    *, by: Actor, referral_id: UUID, moved_in_on: date, destination: int, subsidy: int | None = None
) -> Referral:
    """Record the move-in: everybody leaves CAS to that destination, the opening is filled (policy §7.2).

    `destination` is a permanent one of HUD list 3.12. Other offers of the unit end: the unit is taken.
    """
    if destination not in situations(SituationGroup.PERMANENT):
        raise Invalid(_("Choose the kind of housing the household moved into."))

    def effect(step: Step) -> None:
        step.referral.moved_in_on = moved_in_on
        leaving = Leaving(
            exit_date=moved_in_on, destination=destination, reason=households.EXIT_HOUSED, subsidy=subsidy
        )
        households.record_move_in(referral=step.referral, opening=step.opening, leaving=leaving)
        step.opening.status, step.opening.filled_on = OpeningStatus.FILLED, moved_in_on
        step.opening.save(update_fields=["status", "filled_on"])
        others = Referral.objects.filter(opening=step.opening).holding_client().exclude(pk=step.referral.pk)
        _end_others(step, others, Verb.UNIT_TAKEN, reasons.VACANCY_FILLED)

    given = Given(moved_in_on=moved_in_on, destination=destination)
    return engine.carry_out(Verb.MOVE_IN, by=by, referral_id=referral_id, given=given, effect=effect)


def return_to_list(*, by: Actor, referral_id: UUID, reason: str, leaving: Leaving, note: str = "") -> Referral:
    """Record that the household left within 90 days without moving in: back on the list, the HCT date stays (F17)."""

    def effect(step: Step) -> None:
        households.exit_program(referral=step.referral, opening=step.opening, leaving=leaving)

    given = Given(left_on=leaving.exit_date, destination=leaving.destination, reason=reason, note=note)
    return engine.carry_out(Verb.RETURN, by=by, referral_id=referral_id, given=given, effect=effect)


def _others_of_client(referral: Referral) -> QuerySet[Referral]:
    return Referral.objects.filter(client_id=referral.client_id).holding_client().exclude(pk=referral.pk)


def _openings_of_client(client_id: int) -> Collection[int]:
    rows = Referral.objects.filter(client_id=client_id).holding_client()
    return set(rows.values_list("opening_id", flat=True))


def _end_others(step: Step, others: QuerySet[Referral], verb: Verb, reason: str) -> None:
    """End further offers as an effect of this one."""
    found = {row.pk: row for row in others.only("pk", "opening_id", "client_id")}
    if not found:
        return
    locked = lock(openings={row.opening_id for row in found.values()}, referrals=set(found))
    locked = Locked({**locked.openings, step.opening.pk: step.opening}, {}, locked.referrals)
    for key in sorted(locked.referrals):
        referral = locked.referrals[key]
        move = BY_VERB[verb]
        if referral.state not in move.sources:
            continue
        referral.reason = reason
        engine.make(engine.step_of(move, referral, locked, step.by, Given(reason=reason), step.agency_id))
