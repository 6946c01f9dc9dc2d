"""Every row of the table of moves: allowed from its states, refused from all others and in every other part."""

from datetime import date, timedelta

import pytest

from cas_portal.access.errors import Forbidden, InvalidMove, Missing
from cas_portal.access.roles import Role
from clients.models import Contact
from clients.services.enrollment import Leaving
from referrals import policies, services
from referrals.guards import GUARDS
from referrals.models import Transition
from referrals.moves import BY_VERB, INDIRECT, MOVES, Verb, moves_from
from referrals.reasons import ALL, BY_CODE, Outcome, offered
from referrals.states import HOLDS_CLIENT, HOLDS_OPENING, TERMINAL, Part, State
from tests.factories.accounts import staff
from tests.factories.base import seeding
from tests.factories.clients import ContactFactory
from tests.referrals import world as worlds
from tests.referrals.world import World, on

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

DAY = date(2025, 9, 2)
LEAVING = Leaving(exit_date=DAY, destination=116, reason="unable_to_serve")
# verb -> (service, what it is given)
CALLS = {
    Verb.NOTIFY: (services.notify_provider, {}),
    Verb.DROP: (services.drop, {"reason": "cancelled_before_sending"}),
    Verb.INTERESTED: (services.client_interested, {"contact_on": DAY}),
    Verb.CLIENT_DECLINES: (services.client_declines, {"reason": "another_area"}),
    Verb.CANNOT_REACH: (services.cannot_reach, {}),
    Verb.REFER: (services.refer, {}),
    Verb.ACKNOWLEDGE: (services.acknowledge, {}),
    Verb.ACCEPT: (services.accept, {}),
    Verb.DECLINE: (services.decline, {"reason": "screening"}),
    Verb.CONFIRM_DECLINE: (services.confirm_decline, {}),
    Verb.OVERRIDE_DECLINE: (services.override_decline, {"note": "Please go on."}),
    Verb.NO_SHOW: (services.no_show, {"missed": [DAY, DAY - timedelta(1)]}),
    Verb.PARK: (services.park, {"reason": "disengaged", "until": DAY + timedelta(30)}),
    Verb.ENGAGING: (services.engaging, {}),
    Verb.NOT_ENGAGING: (services.not_engaging, {"reason": "not_reached"}),
    Verb.CANCEL_STALLED: (services.cancel_stalled, {}),
    Verb.ENROLL: (services.enroll, {"starts_on": DAY}),
    Verb.MOVE_IN: (services.move_in, {"moved_in_on": DAY, "destination": 410}),
    Verb.RETURN: (services.return_to_list, {"reason": "unit_lost", "leaving": LEAVING}),
}
# One state of each kind here: before sending, with the program, decided. The others go through the services in drills.
USUAL = {State.PROVIDER_NOTIFIED, State.SENT, State.ACCEPTED}
STATES = [state if state in USUAL else pytest.param(state, marks=pytest.mark.drill) for state in worlds.BUILDERS]
ALLOWED = [(verb, state) for verb in CALLS for state in BY_VERB[verb].sources]


def actor_in(world: World, part: Part):
    return {Part.SSF: world.ssf, Part.PROVIDER: world.manager, Part.HOUSING: world.housing}[part]


COLUMNS = {
    Verb.ENGAGING: {"stalled_since": DAY},
    Verb.NOT_ENGAGING: {"stalled_since": DAY},
    Verb.CANCEL_STALLED: {"stalled_since": DAY, "escalated_on": DAY},
    Verb.DROP: {"late_since": DAY},
    Verb.NO_SHOW: {"sent_on": DAY - timedelta(5)},
}


def prepare(world: World, verb: Verb, state: State):
    """Bring a referral to a state with whatever the guards of the verb ask for."""
    made = worlds.BUILDERS[state](world)
    columns = COLUMNS.get(verb, {})
    if columns and (made.sent_on or "sent_on" not in columns):
        with seeding(world.client_agency.continuum):
            type(made).objects.filter(pk=made.pk).update(**columns)
    if verb is Verb.CANNOT_REACH:
        with seeding(world.client_agency.continuum):
            type(made).objects.filter(pk=made.pk).exclude(notified_on=None).update(notified_on=DAY - timedelta(1))
        for days_ago in (0, 0, 1):
            ContactFactory(
                client=world.client,
                kind=Contact.Kind.FAILED_TRY,
                qualifying=False,
                happened_on=DAY - timedelta(days_ago),
            )
    return made


@pytest.mark.parametrize(("verb", "state"), ALLOWED, ids=[f"{verb}-from-{state}" for verb, state in ALLOWED])
def test_each_move_leads_where_the_table_says(world, verb, state):
    move, (service, given) = BY_VERB[verb], CALLS[verb]
    with on(2025, 9, 2):
        made = prepare(world, verb, state)
        world.do(actor_in(world, _part(move, made)), service, referral_id=made.public_id, **given)

    assert world.read(made).state == (move.target or state)
    with seeding(world.client_agency.continuum):
        last = Transition.objects.filter(referral=made).order_by("-pk").first()
    assert (last.verb, last.from_state, last.to_state) == (verb, state, move.target or state)


def test_in_no_state_does_the_policy_open_a_move_to_another_part(world):
    """The whole table at the policy that every verb asks; the tests below go through the services."""
    with on(2025, 9, 2):
        made = world.sent()
        for part in (Part.SSF, Part.PROVIDER, Part.HOUSING):
            actor = actor_in(world, part)
            for move in MOVES:
                assert policies.can_make_move(actor, move, made) == (part in move.parts), (part, move.verb)
            for state in worlds.BUILDERS:
                made.state = state
                offered = {move.verb for move in policies.moves_open_to(actor, made)}
                assert offered <= {move.verb for move in MOVES if state in move.sources and part in move.parts}


@pytest.mark.parametrize("state", STATES)
def test_every_other_move_is_refused_in_this_state(world, state):
    """A repeat of the move that led here is no refusal: it changes nothing."""
    with on(2025, 9, 2):
        made = worlds.BUILDERS[state](world)
        with seeding(world.client_agency.continuum):
            led_here = made.transitions.latest("pk").verb
        for verb, (service, given) in CALLS.items():
            move = BY_VERB[verb]
            if state in move.sources:
                continue
            actor = actor_in(world, _part(move, made))
            if verb == led_here:
                assert world.do(actor, service, referral_id=made.public_id, **given).pk == made.pk
                continue
            with pytest.raises((InvalidMove, Missing)):
                world.do(actor, service, referral_id=made.public_id, **given)

    assert world.read(made).state == state


def _part(move, made) -> Part:
    order = [Part.HOUSING, Part.PROVIDER, Part.SSF] if made.sent_on else [Part.PROVIDER, Part.SSF, Part.HOUSING]
    return next(part for part in order if part in move.parts)


@pytest.mark.parametrize("state", STATES)
def test_nobody_makes_a_move_of_another_part(world, state):
    with on(2025, 9, 2):
        made = worlds.BUILDERS[state](world)
        for verb, (service, given) in CALLS.items():
            for part in {Part.SSF, Part.PROVIDER, Part.HOUSING} - BY_VERB[verb].parts:
                with pytest.raises((Forbidden, Missing)):
                    world.do(actor_in(world, part), service, referral_id=made.public_id, **given)

    assert world.read(made).state == state


def test_people_of_another_agency_answer_nothing(world):
    roles = [Role.ASSESSOR, Role.AGENCY_MANAGER, Role.CALL_CENTER, Role.CAN_NAVIGATOR, Role.SYSADMIN, Role.AUDITOR]
    with on(2025, 9, 2):
        made = world.asked()
        for role in roles:
            stranger = staff(role, continuum=world.client_agency.continuum)
            with pytest.raises((Forbidden, Missing)):
                world.do(stranger, services.client_interested, referral_id=made.public_id, contact_on=DAY)


def test_a_manager_of_the_asked_agency_answers_and_a_colleague_does_not(world):
    boss, colleague = staff(Role.AGENCY_MANAGER, world.client_agency), staff(Role.ASSESSOR, world.client_agency)
    with on(2025, 9, 2):
        made = world.asked()
        with pytest.raises(Forbidden):
            world.do(colleague, services.client_interested, referral_id=made.public_id, contact_on=DAY)
        world.do(boss, services.client_interested, referral_id=made.public_id, contact_on=DAY)

    assert world.read(made).state == State.PROVIDER_YES


@pytest.mark.parametrize(
    ("state", "who"), [(state, ("ssf", "housing")[number % 2]) for number, state in enumerate(HOLDS_CLIENT)]
)
def test_withdrawing_the_opening_cancels_any_live_offer_without_a_result(world, state, who):
    with on(2025, 9, 2):
        made = worlds.BUILDERS[state](world)
        opening_id = world.opening.public_id
        world.do(getattr(world, who), services.withdraw_opening, opening_id=opening_id, reason="Fire damage")

    found = world.read(made)
    assert (found.state, found.opening.status) == (State.CANCELLED, "WITHDRAWN")
    accepted = state == State.ACCEPTED
    assert found.ce_event is None or found.ce_event.result == (1 if accepted else None)


def test_a_repeat_by_the_same_person_changes_nothing(world):
    with on(2025, 9, 2):
        made = world.accepted()
        world.do(world.housing, services.accept, referral_id=made.public_id)

    with seeding(world.client_agency.continuum):
        assert Transition.objects.filter(referral=made, verb=Verb.ACCEPT).count() == 1


def test_somebody_else_who_comes_second_is_told_who_was_first(world):
    colleague = staff(Role.HOUSING_PROVIDER, world.housing_agency)
    with on(2025, 9, 2):
        made = world.accepted()
        with pytest.raises(InvalidMove, match=r"“Accepted” since Sep 2, 2025 \(Person"):
            world.do(colleague, services.decline, referral_id=made.public_id, reason="screening")


def test_the_table_is_complete():
    assert {move.verb for move in MOVES} == set(Verb) - {Verb.SELECT}
    assert set(CALLS) == {move.verb for move in MOVES} - INDIRECT
    assert {guard for move in MOVES for guard in move.guards} == set(GUARDS)
    assert not [move for move in MOVES if set(move.sources) & set(TERMINAL)]
    assert all(moves_from(state) for state in (*HOLDS_OPENING,))
    assert not any(moves_from(state) for state in (*TERMINAL, State.PARKED))
    reached = {move.target for move in MOVES} - {None}
    assert reached == set(State) - {State.CANDIDATE}


def test_each_reason_has_the_result_the_policy_gives_it():
    results = {outcome: {reason.result for reason in offered(outcome)} for outcome in Outcome}

    assert results[Outcome.CLIENT] == results[Outcome.NO_SHOW] == {2}
    assert results[Outcome.PROVIDER] == results[Outcome.UNRESPONSIVE] == {3}
    assert results[Outcome.CANCELLED] == results[Outcome.PARK] == {None}
    assert [reason.code for reason in ALL if reason.needs_text] == ["other"]
    assert len(BY_CODE) == len(ALL)
