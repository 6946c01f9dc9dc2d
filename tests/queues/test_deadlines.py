"""Each day that changes a standing by itself is found when it comes, though nothing else happens."""

from datetime import date, timedelta

import pytest

from tests.database import connected_as
from tests.factories.assessments import ready_household
from tests.factories.base import seeding
from tests.factories.clients import HouseholdMemberFactory
from tests.queues.test_random_histories import World, without_client

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    """The first household is assessed, was seen today and holds lasting papers; nothing ends for 90 days."""
    made = World()
    made.do("hct", 0, 5)
    made.do("contact", 0, 0)
    made.do("paper", 0, 400)
    return made


def park(world, home, base):
    world.do("park", 0, 20)
    return 20


def hand(world, home, base):
    world.do("hand", 0, 19)
    return 20


def hand_to_come(world, home, base):
    with connected_as("owner"):
        home.client.manualevh_set.create(
            **without_client(base), evh=True, reason="test", starts_on=world.day + timedelta(days=20),
            ends_on=world.day + timedelta(days=60),
        )  # fmt: skip
    return 20


def paper(world, home, base):
    world.do("paper", 0, 19)
    return 20


def contact(world, home, base):
    return 91


def crisis(world, home, base):
    world.do("crisis", 0, 7)
    world.day += timedelta(days=30)
    world.do("contact", 0, 0)
    return 61


def hct(world, home, base):
    world.day = date(2026, 5, 20)
    world.do("contact", 0, 0)
    return (date(2026, 6, 2) - world.day).days


def exit_to_come(world, home, base):
    world.do("exit", 0, 20)
    return 20


def housing_to_come(world, home, base):
    with connected_as("owner"):
        home.client.enrollment_set.create(
            **without_client(base), program=world.opening.program, entry_date=world.day + timedelta(days=20)
        )
    return 20


def death_to_come(world, home, base):
    with connected_as("owner"):
        type(home.client).objects.filter(pk=home.client.pk).update(deceased_on=world.day + timedelta(days=20))
    return 20


def _member(world, home, born, **values):
    other = ready_household(agency=home.agency, born=born).client
    with seeding(world.continuum):
        household = home.enrollment.household
    HouseholdMemberFactory(
        client=other, household=household, agency=home.agency, relationship=2, **{"joined_on": world.day, **values}
    )


def joins(world, home, base):
    _member(world, home, date(2010, 1, 1), joined_on=world.day + timedelta(days=20))
    return 20


def leaves(world, home, base):
    _member(world, home, date(2010, 1, 1), left_on=world.day + timedelta(days=20))
    return 20


DAYS = [
    park,
    hand,
    hand_to_come,
    paper,
    contact,
    crisis,
    hct,
    exit_to_come,
    housing_to_come,
    death_to_come,
    joins,
    leaves,
]


@pytest.mark.parametrize("prepare", DAYS, ids=lambda one: one.__name__)
def test_the_day_is_found(world, prepare):
    home = world.homes[0]
    days = prepare(world, home, {"client": home.client, "continuum": world.continuum, "agency": home.agency})
    world.day += timedelta(days=days - 1)
    world.settle()
    before = world.stored()
    assert before == world.fresh()
    world.day += timedelta(days=1)
    assert world.fresh() != before, "nothing changes on that day, so the case proves nothing"
    world.settle()
    assert world.stored() == world.fresh()
