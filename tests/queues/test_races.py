"""Two people at once: one wins, the other is told why."""

import threading
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connections, transaction

from cas_portal.access.binding import bind
from cas_portal.access.errors import Conflict
from cas_portal.access.roles import Role
from cas_portal.time import clock
from queues.services.selecting import select_candidate
from referrals.models import Referral
from tests.factories.accounts import staff
from tests.factories.base import seeding
from tests.factories.queues import listed
from tests.factories.referrals import OpeningFactory

pytestmark = pytest.mark.slow
DAY = date(2025, 9, 1)
NOON = datetime(2025, 9, 1, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
RACERS = 6


def race(picks) -> list[str]:
    """Every (actor, opening, client) selects at the same moment; what came of each."""
    start, results = threading.Barrier(len(picks)), []

    def run(actor, opening, client) -> None:
        start.wait()
        try:
            with clock.freeze(NOON), transaction.atomic(), bind(actor):
                reasons = {"skip_reason": "declined", "override_reason": "race"}
                select_candidate(by=actor, opening_id=opening.public_id, client_id=client.public_id, **reasons)
            results.append("won")
        except Conflict as error:
            results.append(str(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pick) for pick in picks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.fixture
def people(agency):
    return [staff(Role.SSF_ADMIN, agency) for _ in range(RACERS)]


def test_one_opening_goes_to_one_household(agency, settle, people):
    clients = [listed(agency=agency) for _ in range(RACERS)]
    settle(DAY)
    opening = OpeningFactory(program__agency=agency)
    results = race([(actor, opening, client) for actor, client in zip(people, clients, strict=True)])
    assert results.count("won") == 1
    assert len(results) == RACERS
    assert all("offered" in words for words in results if words != "won")
    with seeding(agency.continuum):
        assert Referral.objects.filter(opening=opening).holding_opening().count() == 1


def test_one_household_gets_one_offer(agency, settle, people):
    client = listed(agency=agency)
    settle(DAY)
    openings = [OpeningFactory(program__agency=agency) for _ in range(RACERS)]
    results = race([(actor, opening, client) for actor, opening in zip(people, openings, strict=True)])
    assert results.count("won") == 1
    with seeding(agency.continuum):
        assert Referral.objects.filter(client=client).holding_client().count() == 1
