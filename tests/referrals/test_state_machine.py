"""Random people do random things: two live offers never share a slot, every move is legal, what was said is stored."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cas_portal.access.errors import DomainError
from clients.services.enrollment import Leaving
from referrals import services
from referrals.models import Referral, Transition
from referrals.moves import BY_VERB, Verb
from referrals.states import HOLDS_CLIENT, HOLDS_OPENING, OpeningStatus, State
from tests.factories.base import seeding
from tests.factories.referrals import OpeningFactory
from tests.referrals import world as worlds
from tests.referrals.world import on

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

DAY = date(2025, 9, 2)
VERBS = {
    "ssf": [
        (services.notify_provider, {}),
        (services.refer, {}),
        (services.confirm_decline, {"note": "Agreed."}),
        (services.override_decline, {"note": "Please go on."}),
        (services.drop, {"reason": "entered_by_mistake"}),
    ],
    "manager": [
        (services.client_interested, {"contact_on": DAY}),
        (services.client_declines, {"reason": "not_now"}),
    ],
    "housing": [
        (services.acknowledge, {}),
        (services.accept, {}),
        (services.decline, {"reason": "screening"}),
        (services.park, {"reason": "disengaged", "until": DAY + timedelta(30)}),
        (services.enroll, {"starts_on": DAY}),
        (services.move_in, {"moved_in_on": DAY, "destination": 410}),
        (
            services.return_to_list,
            {"reason": "unit_lost", "leaving": Leaving(exit_date=DAY, destination=116, reason="unable_to_serve")},
        ),
    ],
}
CALLS = [(who, service, given) for who, calls in VERBS.items() for service, given in calls]


class ReferralMachine(RuleBasedStateMachine):
    """Three households, three openings, one program, made once; each example is rolled back to them."""

    world: worlds.World
    households: list
    openings: list

    @initialize()
    def begin(self):
        self.block = transaction.atomic()
        self.block.__enter__()
        self.stored: dict[int, str] = {}
        self.made: list[Referral] = []

    @rule(opening=st.integers(0, 2), household=st.integers(0, 2), over=st.booleans())
    def select(self, opening, household, over):
        """SSF offers an opening."""
        given = {"opening": self.openings[opening], "client": self.households[household], "over_refer": over}
        self._try(lambda: self.world.candidate(**given))

    @rule(call=st.sampled_from(CALLS), which=st.integers(0, 9))
    def move(self, call, which):
        """Somebody makes a move, allowed or not."""
        who, service, given = call
        if self.made:
            referral = self.made[which % len(self.made)]
            actor = getattr(self.world, who)
            self._try(lambda: self.world.do(actor, service, referral_id=referral.public_id, **given))

    @rule(opening=st.integers(0, 2))
    def withdraw(self, opening):
        """SSF withdraws an opening."""
        given = {"opening_id": self.openings[opening].public_id, "reason": "Not free after all"}
        self._try(lambda: self.world.do(self.world.ssf, services.withdraw_opening, **given))

    def _try(self, act):
        try:
            with on(2025, 9, 2):
                made = act()
        except DomainError:
            return
        if isinstance(made, Referral):
            self.stored[made.pk] = made.state
            if made.pk not in {referral.pk for referral in self.made}:
                self.made.append(made)

    @invariant()
    def holds(self):
        """Slots are single, moves are rows of the table, the newest move is what is stored."""
        if not hasattr(self, "block"):
            return
        with seeding(self.world.client_agency.continuum):
            rows = list(Referral.objects.select_related("opening"))
            moves = list(Transition.objects.order_by("pk"))
        holding = [(row.opening_id, row.slot) for row in rows if row.state in HOLDS_OPENING]
        held = [(row.client_id, row.client_slot) for row in rows if row.state in HOLDS_CLIENT]
        assert len(holding) == len(set(holding)) and len(held) == len(set(held))
        latest = {}
        for move in moves:
            if move.verb != Verb.SELECT:
                known = BY_VERB[Verb(move.verb)]
                assert move.from_state in known.sources and move.to_state == (known.target or move.from_state)
                assert move.from_state == latest[move.referral_id]
            latest[move.referral_id] = move.to_state
        assert {row.pk: row.state for row in rows} == latest
        for row in rows:
            offered = any(other.opening_id == row.opening_id and other.state in HOLDS_OPENING for other in rows)
            assert (row.opening.status == OpeningStatus.OFFERED) == offered
            assert (row.opening.status == OpeningStatus.FILLED) == any(
                other.opening_id == row.opening_id and other.state == State.HOUSED for other in rows
            )
        assert all(latest[key] is not None for key in self.stored)

    def teardown(self):
        """Undo the example."""
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)


def run(examples: int, steps: int) -> None:
    """Make the community and run the machine on it."""

    class Machine(ReferralMachine):
        world = worlds.build()
        households = [world.client, world.another_household(), world.another_household()]
        openings = [world.opening, OpeningFactory(program=world.program), OpeningFactory(program=world.program)]

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_random_work_keeps_the_rules(db):
    run(examples=12, steps=25)


@pytest.mark.drill
def test_much_random_work_keeps_the_rules(db):
    run(examples=500, steps=40)
