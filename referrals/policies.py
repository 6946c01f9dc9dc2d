"""Who may do what with openings and referrals (policy §7, §10). Pure: no queries."""

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import allows
from cas_portal.access.roles import Reach
from referrals.models import Opening, Referral
from referrals.moves import Move, Verb, moves_from
from referrals.states import Part, State

# Deciding on a program's decline is a right of its own, besides acting for SSF.
EXTRA = {Verb.CONFIRM_DECLINE: Permission.CONFIRM_DECLINE, Verb.OVERRIDE_DECLINE: Permission.CONFIRM_DECLINE}


def can_report_opening(actor: Actor, agency_id: int) -> bool:
    """A housing provider reports units of its own agency, SSF of any (policy §10)."""
    return not actor.is_system and allows(actor, Permission.REPORT_OPENING, agency_id=agency_id)


def can_withdraw_opening(actor: Actor, opening: Opening) -> bool:
    """SSF or the agency whose unit it is (policy §7.2)."""
    return can_report_opening(actor, opening.agency_id)


def can_source_opening(actor: Actor) -> bool:
    """SSF looks for households and selects candidates."""
    return not actor.is_system and allows(actor, Permission.SELECT_CANDIDATE)


def is_clients_provider(actor: Actor, referral: Referral) -> bool:
    """The lead case manager who was asked, a manager of that agency, or, without one, anybody there with the right."""
    if referral.provider_agency_id is None:
        return False
    held = actor.reaches(Permission.ANSWER_INTEREST, referral.provider_agency_id)
    if Reach.AGENCY in held:
        return True
    return Reach.OWN in held and referral.provider_user_id in {actor.user_id, None}


def can_hand_over(actor: Actor, referral: Referral) -> bool:
    """Let a survivor and a program meet: the victim service provider that was asked, for its own record (§11)."""
    return (
        referral.client.survivor
        and referral.provider_agency_id == referral.client.agency_id
        and is_clients_provider(actor, referral)
    )


def is_housing_provider(actor: Actor, referral: Referral) -> bool:
    """Somebody of the agency the referral was sent to, from that moment on (F19)."""
    held = actor.reaches(Permission.ANSWER_REFERRAL, referral.housing_agency_id)
    return referral.sent_on is not None and Reach.REFERRED in held


def parts_of(actor: Actor, referral: Referral) -> frozenset[Part]:
    """In which parts the actor can act on this referral."""
    if actor.is_system:
        return frozenset({Part.SYSTEM})
    parts = {
        Part.SSF: can_source_opening(actor),
        Part.PROVIDER: is_clients_provider(actor, referral),
        Part.HOUSING: is_housing_provider(actor, referral),
    }
    return frozenset(part for part, held in parts.items() if held)


def can_make_move(actor: Actor, move: Move, referral: Referral) -> bool:
    """Whether the actor holds a part that the table names for this move."""
    extra = EXTRA.get(move.verb)
    if extra is not None and not allows(actor, extra):
        return False
    return bool(parts_of(actor, referral) & move.parts)


def is_timely(move: Move, referral: Referral) -> bool:
    """Whether the flag a move waits for is set: late, stalled or escalated. The guards hold the same (policy §7.2)."""
    if move.verb in {Verb.ENGAGING, Verb.NOT_ENGAGING}:
        return referral.stalled_since is not None
    if move.verb is Verb.CANCEL_STALLED:
        return referral.escalated_on is not None
    if move.verb is Verb.DROP and referral.state == State.PROVIDER_NOTIFIED:
        return referral.late_since is not None
    return True


def moves_open_to(actor: Actor, referral: Referral) -> list[Move]:
    """Return the moves this actor can make now; buttons and the API ask this."""
    found = (move for move in moves_from(referral.state) if is_timely(move, referral))
    return [move for move in found if can_make_move(actor, move, referral)]


def can_see_selection(actor: Actor) -> bool:
    """Rank and score at selection are for SSF alone (policy §6.3, §10)."""
    return Reach.ALL in actor.reaches(Permission.VIEW_HOUSING_RANK)
