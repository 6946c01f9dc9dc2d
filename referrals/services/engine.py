"""One way to make a move: lock, ask the policy, check the table, write, append the transition, tell people."""

from collections.abc import Callable, Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Forbidden, InvalidMove, Missing
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import acting_agency
from cas_portal.time import clock
from cas_portal.ui.days import short_day
from clients.identifying import refuse_identifying
from referrals import deadlines, policies, reasons
from referrals.deadlines import Rules
from referrals.guards import GUARDS, Given, Step
from referrals.models import Opening, Referral, Transition
from referrals.moves import BY_VERB, Move, Verb
from referrals.services import households, notices, outcomes
from referrals.services.locks import Locked, find_referral, lock
from referrals.states import OpeningStatus, Part, State

Effect = Callable[[Step], None]


def carry_out(
    verb: Verb,
    *,
    by: Actor,
    referral_id: UUID,
    given: Given | None = None,
    effect: Effect | None = None,
    prepare: Effect | None = None,
    also_openings: Callable[[int], Collection[int]] | None = None,
) -> Referral:
    """Make one move for a person and return the referral. A repeat by the same person changes nothing.

    `prepare` runs before the guards, `effect` after them; `also_openings` names further openings to lock for the
    client's key. Raises Missing, Forbidden, InvalidMove (409 with who and when), or what a guard raises.
    """
    with transaction.atomic():
        key, opening_id, client_id = find_referral(by, referral_id)
        more = also_openings(client_id) if also_openings else ()
        locked = lock(openings={opening_id, *more}, clients={client_id}, referrals={key})
        referral = locked.referrals.get(key)
        if referral is None or opening_id not in locked.openings:
            raise Missing()
        move = BY_VERB[verb]
        if not policies.can_make_move(by, move, referral):
            raise Forbidden()
        if was_made_by(by, referral, move):
            return referral
        require_source(referral, move)
        step = step_of(move, referral, locked, by, given or Given())
        if prepare:
            prepare(step)
        make(step, effect)
        return referral


def was_made_by(by: Actor, referral: Referral, move: Move) -> bool:
    """Whether the newest transition is this very move by this very person."""
    last = referral.transitions.order_by("-pk").first()
    return (
        last is not None
        and last.verb == move.verb
        and last.created_by_id == by.user_id
        and referral.state == last.to_state
    )


def require_source(referral: Referral, move: Move) -> None:
    """Raise InvalidMove unless the move starts from the present state; say who moved it there, and when."""
    if referral.state in move.sources:
        return
    last = referral.transitions.select_related("created_by").order_by("-pk").first()
    words = {"state": str(State(referral.state).label)}
    if last is None:
        raise InvalidMove(_("This referral stands at “%(state)s”.") % words)
    words["day"] = short_day(last.day)
    words["who"] = last.created_by.name if last.created_by else _("the portal")
    raise InvalidMove(
        _("This referral stands at “%(state)s” since %(day)s (%(who)s).") % words,
        _("Open the referral to see what can be done now."),
    )


def step_of(
    move: Move, referral: Referral, locked: Locked, by: Actor, given: Given, agency_id: int | None = None
) -> Step:
    """Gather what guards and effects need; the business day is the community's.

    A move that is the effect of something else is written down for the `agency_id` that did that.
    """
    zone = referral.continuum.time_zone
    day = clock.today(zone)
    return Step(
        move=move,
        referral=referral,
        opening=locked.openings[referral.opening_id],
        by=by,
        day=day,
        rules=Rules.on(referral.continuum_id, zone, day),
        given=given,
        agency_id=agency_id or agency_for(by, referral, move),
    )


def agency_for(by: Actor, referral: Referral, move: Move) -> int:
    """Return the agency a move is written down for: that of the part in which the actor acts."""
    parts = policies.parts_of(by, referral) & move.parts
    if Part.SYSTEM in parts or not parts:
        return referral.agency_id
    if Part.PROVIDER in parts and referral.provider_agency_id:
        return referral.provider_agency_id
    if Part.HOUSING in parts:
        return referral.housing_agency_id
    return acting_agency(by, Permission.SELECT_CANDIDATE)


def make(step: Step, effect: Effect | None = None) -> None:
    """Check the guards and write everything a move causes; the rows are locked and the right was asked."""
    move, referral = step.move, step.referral
    refuse_identifying(referral.wall_survivor, step.given.note, by=step.by, client_id=referral.client_id)
    for name in move.guards:
        GUARDS[name](step)
    if move.outcome is not None:
        book = reasons.open_reasons(referral.continuum_id)
        reasons.reason_for(book, step.given.reason, move.outcome, step.given.note, on=step.day)
        referral.reason, referral.note = step.given.reason, step.given.note.strip()[:500]
    before = referral.state
    if move.target is not None:
        referral.state = move.target
    if move.closes:
        referral.closed_on = step.day
    if effect:
        effect(step)
    deadlines.restart(
        referral, starts=move.starts, keeps=move.keeps, day=step.day, rules=step.rules, agency_id=step.agency_id
    )
    referral.save()
    append_transition(step, before)
    settle_opening(step.opening)
    if move.closes:
        outcomes.write_result(step)
    notices.tell(step)
    if referral.sent_on and referral.state != before:
        households.sync_access(referral)


def append_transition(step: Step, before: str) -> None:
    """Append the row timelines are read from."""
    referral = step.referral
    Transition.objects.create(
        continuum_id=referral.continuum_id,
        agency_id=step.agency_id,
        client_id=referral.client_id,
        referral=referral,
        verb=step.move.verb,
        from_state=before,
        to_state=referral.state,
        at=clock.now(),
        day=step.day,
        reason=step.given.reason,
        note=step.given.note.strip()[:500],
        job=step.by.job,
        created_by_id=step.by.user_id,
    )


def settle_opening(opening: Opening) -> None:
    """An opening is OFFERED while an offer holds it, else SSF looks for a household again (policy §7.1)."""
    if opening.status in {OpeningStatus.FILLED, OpeningStatus.WITHDRAWN}:
        return
    held = opening.referrals.holding_opening().exists()
    status = OpeningStatus.OFFERED if held else OpeningStatus.SOURCING
    if opening.status != status:
        opening.status = status
        opening.save(update_fields=["status"])
