"""The housing provider answers a referral (policy §7.2)."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from cas_portal.access.actor import Actor
from cas_portal.time.dates import add_days, add_months
from referrals import reasons
from referrals.deadlines import Rules
from referrals.guards import Given, Step
from referrals.models import Referral
from referrals.moves import Verb
from referrals.reasons import DISENGAGED
from referrals.services import engine, outcomes


def acknowledge(*, by: Actor, referral_id: UUID) -> Referral:
    """Say that the program works on the referral; the decision stays due when it was."""

    def effect(step: Step) -> None:
        step.referral.acknowledged_on = step.day

    return engine.carry_out(Verb.ACKNOWLEDGE, by=by, referral_id=referral_id, effect=effect)


def accept(*, by: Actor, referral_id: UUID) -> Referral:
    """Accept the household: HUD result 1, dated today."""

    def effect(step: Step) -> None:
        step.referral.accepted_on = step.day
        outcomes.write_accepted(step)

    return engine.carry_out(Verb.ACCEPT, by=by, referral_id=referral_id, effect=effect)


def decline(*, by: Actor, referral_id: UUID, reason: str, note: str = "") -> Referral:
    """Decline with a listed reason; it counts when SSF confirms (F09, F22)."""
    return engine.carry_out(Verb.DECLINE, by=by, referral_id=referral_id, given=Given(reason=reason, note=note))


def no_show(*, by: Actor, referral_id: UUID, missed: Collection[date], note: str = "") -> Referral:
    """Record a no-show: two missed appointments, or one and two business days without contact; HUD result 2 (F11)."""
    given = Given(reason=reasons.NO_SHOW, missed=tuple(missed), note=note)
    return engine.carry_out(Verb.NO_SHOW, by=by, referral_id=referral_id, given=given)


def suggested_park_end(reason: str, day: date, rules: Rules) -> date | None:
    """Return the day a park of this reason usually ends: `park_disengaged_days` for lost contact, a review in
    `park_review_months` when the end is not known, none for a stay whose end date is known (policy §7.3; F13)."""
    if reason == DISENGAGED:
        return add_days(day, rules.number("park_disengaged_days"))
    if reason in {"park_higher_care", "client_waits"}:
        return add_months(day, rules.number("park_review_months"))
    return None


def park(*, by: Actor, referral_id: UUID, reason: str, until: date, note: str = "") -> Referral:
    """Hold the client until a day and give the opening back; forms suggest `suggested_park_end` (F13)."""

    def effect(step: Step) -> None:
        step.referral.park_until = step.given.until

    given = Given(reason=reason, until=until, note=note)
    return engine.carry_out(Verb.PARK, by=by, referral_id=referral_id, given=given, effect=effect)


def engaging(*, by: Actor, referral_id: UUID, last_seen_on: date | None = None, note: str = "") -> Referral:
    """Answer that the client takes part: the flag goes, the decision is due in ten days (F06)."""

    def effect(step: Step) -> None:
        _answer(step)
        step.referral.stalled_since = step.referral.escalated_on = None

    given = Given(last_seen_on=last_seen_on, note=note)
    return engine.carry_out(Verb.ENGAGING, by=by, referral_id=referral_id, given=given, effect=effect)


def not_engaging(
    *, by: Actor, referral_id: UUID, reason: str, last_seen_on: date | None = None, note: str = ""
) -> Referral:
    """Answer that the client does not take part, with the day last seen; never reached counts as the day sent (F08)."""
    given = Given(reason=reason, last_seen_on=last_seen_on, note=note)
    return engine.carry_out(Verb.NOT_ENGAGING, by=by, referral_id=referral_id, given=given, effect=_answer)


def _answer(step: Step) -> None:
    step.referral.stall_answered_on = step.day
    step.referral.client_last_seen_on = step.given.last_seen_on or step.referral.sent_on
