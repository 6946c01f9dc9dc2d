"""SSF sends the referral, decides on a program's decline, and ends one that is not answered (policy §7.2)."""

from uuid import UUID

from cas_portal.access.actor import Actor
from referrals import reasons
from referrals.guards import Given, Step
from referrals.models import Referral
from referrals.moves import Verb
from referrals.services import declines, engine, outcomes


def refer(*, by: Actor, referral_id: UUID) -> Referral:
    """Send the household to the housing provider: CE event by project type with its location (X03), same-day living
    situation, the provider's view of the record, clocks for acknowledgement and decision (F04)."""

    def effect(step: Step) -> None:
        step.referral.sent_on = step.day
        outcomes.write_event(step)

    return engine.carry_out(Verb.REFER, by=by, referral_id=referral_id, effect=effect)


def confirm_decline(*, by: Actor, referral_id: UUID, note: str = "") -> Referral:
    """Agree with a program's decline: HUD result 3, the opening needs a household again (F09). "Other" needs words."""

    return engine.carry_out(
        Verb.CONFIRM_DECLINE,
        by=by,
        referral_id=referral_id,
        given=Given(note=note),
        effect=declines.count_provider_decline,
    )


def override_decline(*, by: Actor, referral_id: UUID, note: str) -> Referral:
    """Ask the program to go on, and say why; no HUD result, new clocks (F10)."""

    def effect(step: Step) -> None:
        step.referral.reason, step.referral.note = "", ""
        step.referral.stalled_since = step.referral.escalated_on = None

    return engine.carry_out(
        Verb.OVERRIDE_DECLINE, by=by, referral_id=referral_id, given=Given(note=note), effect=effect
    )


def cancel_stalled(*, by: Actor, referral_id: UUID, note: str = "") -> Referral:
    """End a referral the program left unanswered for seven more days: HUD result 3 (policy §7.2)."""
    given = Given(reason=reasons.PROGRAM_SILENT, note=note)
    return engine.carry_out(Verb.CANCEL_STALLED, by=by, referral_id=referral_id, given=given)
