"""Two people at once: one wins, whoever comes second hears why (security.md G8). Real threads, real commits."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import OperationalError, connection, transaction

from cas_portal.access.binding import bind
from cas_portal.access.errors import Conflict
from cas_portal.accounts.models import Agency
from referrals import services
from referrals.models import Opening, Referral
from referrals.services import locks, selection
from referrals.snapshot import CandidateSnapshot
from referrals.states import HOLDS_OPENING, State
from tests.factories.base import seeding
from tests.factories.clients import ClientFactory
from tests.factories.referrals import OpeningFactory
from tests.referrals import world as worlds
from tests.referrals.world import on

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WON, LOST = "won", "lost"
UNIQUE = ("referral_one_live_per_opening_slot", "referral_one_live_per_client_slot", "referral_pair_once")


def race(actors, calls) -> list[str]:
    """Run every call at the same moment, each as its own person in its own thread; what each was told."""
    start = Barrier(len(calls))

    def run(actor, call) -> str:
        try:
            start.wait()
            with transaction.atomic(), bind(actor):
                call(actor)
            return WON
        except Conflict:
            return LOST
        except OperationalError as error:
            # The page answers a lock time-out as a conflict too.
            if getattr(error.__cause__, "sqlstate", "") not in {"55P03", "40P01"}:
                raise
            return LOST
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, *pair) for pair in zip(actors, calls, strict=True)]]


def offering(opening: Opening, client_id: int):
    """A call that offers an opening to a household."""

    def call(actor) -> None:
        with on(2025, 9, 2):
            snapshot = CandidateSnapshot(client_id=client_id)
            services.open_candidate(by=actor, opening_id=opening.public_id, snapshot=snapshot)

    return call


def people(world, count: int) -> list:
    """Distinct people of SSF, so that nobody repeats their own selection."""
    made = [worlds.staff(worlds.Role.SSF_ADMIN, Agency.objects.get(pk=world.ssf.agency_ids[0])) for _ in range(count)]
    return [replace(actor, request_id=f"race-{number}") for number, actor in enumerate(made)]


def live(world) -> list[Referral]:
    """Every live offer."""
    with seeding(world.client_agency.continuum):
        return list(Referral.objects.filter(state__in=HOLDS_OPENING))


def end_all(world) -> None:
    """Clear the table for the next round."""
    with seeding(world.client_agency.continuum):
        Referral.objects.filter(state__in=HOLDS_OPENING).update(state=State.CANCELLED)


def one_opening(world, threads: int, rounds: int) -> None:
    """Many households, one opening: one of them gets it, every round."""
    actors = people(world, threads)
    households = [ClientFactory(agency=world.client_agency, released=True) for _ in range(threads)]
    for _ in range(rounds):
        told = race(actors, [offering(world.opening, client.pk) for client in households])
        standing = live(world)
        assert (told.count(WON), len(standing)) == (1, 1)
        assert standing[0].created_by_id == actors[told.index(WON)].user_id
        end_all(world)


def one_household(world, threads: int, rounds: int) -> None:
    """Many openings, one household: it is offered one of them, every round."""
    actors = people(world, threads)
    openings = [OpeningFactory(program=world.program) for _ in range(threads)]
    for _ in range(rounds):
        told = race(actors, [offering(opening, world.client.pk) for opening in openings])
        standing = live(world)
        assert (told.count(WON), len(standing)) == (1, 1)
        assert standing[0].created_by_id == actors[told.index(WON)].user_id
        end_all(world)


@pytest.fixture
def community(transactional_db):
    """The world with committed rows."""
    return worlds.build()


def test_fifty_people_offer_one_opening(community):
    one_opening(community, threads=50, rounds=1)


def test_fifty_people_offer_one_household(community):
    one_household(community, threads=50, rounds=1)


@pytest.mark.drill
def test_forty_thousand_offers_of_one_opening(community):
    one_opening(community, threads=50, rounds=800)


@pytest.mark.drill
def test_forty_thousand_offers_of_one_household(community):
    one_household(community, threads=50, rounds=800)


def test_two_answers_at_once_give_one_state(community):
    with on(2025, 9, 2):
        made = community.sent()
    colleague = worlds.staff(worlds.Role.HOUSING_PROVIDER, community.housing_agency)

    def accepting(actor) -> None:
        with on(2025, 9, 2):
            services.accept(by=actor, referral_id=made.public_id)

    def declining(actor) -> None:
        with on(2025, 9, 2):
            services.decline(by=actor, referral_id=made.public_id, reason="screening")

    told = race([community.housing, colleague], [accepting, declining])

    assert sorted(told) == [LOST, WON]
    found = community.read(made)
    assert found.state == (State.ACCEPTED if told[0] == WON else State.DECLINE_PENDING)
    assert found.ce_event.result == (1 if told[0] == WON else None)


def test_without_locks_and_unique_slots_the_race_is_lost(community, monkeypatch, owner_sql):
    """The proof that the tests above can fail: both guards taken away, one opening goes to several households."""
    definitions = owner_sql("SELECT indexdef FROM pg_indexes WHERE indexname = ANY (%s)", list(UNIQUE))
    monkeypatch.setattr(locks, "_lock", lambda rows, ids: {row.pk: row for row in rows.filter(pk__in=ids)})
    for name in UNIQUE:
        owner_sql(f"DROP INDEX {name}")
    monkeypatch.setattr(selection, "_append_selection", lambda *arguments: None)
    try:
        households = [ClientFactory(agency=community.client_agency, released=True) for _ in range(20)]
        told = race(people(community, 20), [offering(community.opening, client.pk) for client in households])
        assert told.count(WON) > 1
        assert len(live(community)) > 1
    finally:
        end_all(community)
        for (definition,) in definitions:
            owner_sql(definition)
