"""Each verb as a page: it works without script, twice is once, late is told, others are refused."""

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.accounts.models import Membership
from cas_portal.time import clock
from referrals.models import Transition
from referrals.moves import BY_VERB, Verb
from referrals.states import Part, State
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.base import seeding
from tests.referrals.test_table import _part, actor_in, prepare
from tests.referrals.world import noon

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

DAY, BEFORE, LATER = "2025-09-02", "2025-09-01", "2025-10-02"
HOUSE = {"destination": "410"}
# What a person types on the page of each verb.
TYPED = {
    Verb.NOTIFY: {},
    Verb.DROP: {"reason": "cancelled_before_sending"},
    Verb.INTERESTED: {"contact_on": DAY},
    Verb.CLIENT_DECLINES: {"reason": "another_area"},
    Verb.CANNOT_REACH: {},
    Verb.REFER: {},
    Verb.ACKNOWLEDGE: {},
    Verb.ACCEPT: {},
    Verb.DECLINE: {"reason": "screening"},
    Verb.CONFIRM_DECLINE: {},
    Verb.OVERRIDE_DECLINE: {"note": "Please go on."},
    Verb.NO_SHOW: {"first": BEFORE, "second": DAY},
    Verb.PARK: {"reason": "disengaged", "until": LATER},
    Verb.ENGAGING: {},
    Verb.NOT_ENGAGING: {"reason": "not_reached"},
    Verb.CANCEL_STALLED: {},
    Verb.ENROLL: {"starts_on": DAY},
    Verb.MOVE_IN: {"moved_in_on": DAY, **HOUSE},
    Verb.RETURN: {"left_on": DAY, "reason": "unit_lost", "destination": "116"},
}
WORKS_THERE = {
    Part.SSF: (Role.SSF_ADMIN, "ssf"),
    Part.PROVIDER: (Role.AGENCY_MANAGER, "manager"),
    Part.HOUSING: (Role.HOUSING_PROVIDER, "housing"),
}


@pytest.fixture(autouse=True)
def today():
    with clock.freeze(noon(2025, 9, 2)):
        yield


def moves_made(world, made) -> list[str]:
    with seeding(world.client_agency.continuum):
        return list(Transition.objects.filter(referral=made).order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize("verb", list(TYPED))
def test_a_verb_is_done_once_by_those_who_may(world, browser_of, verb):
    move = BY_VERB[verb]
    made = prepare(world, verb, move.sources[0])
    address = reverse(f"referrals:{verb}", args=[made.public_id])
    part = _part(move, made)
    role, name = WORKS_THERE[part]
    before = moves_made(world, made)

    auditor = staff(Role.AUDITOR, AgencyFactory(continuum=world.client_agency.continuum))
    assert browser_of(auditor).post(address, TYPED[verb]).status_code in {403, 404}
    wrong = next(other for other in (Part.SSF, Part.PROVIDER, Part.HOUSING) if other not in move.parts)
    assert browser_of(actor_in(world, wrong)).post(address, TYPED[verb]).status_code in {403, 404}
    lapsed = staff(role, agency_of(world, name))
    browser = browser_of(lapsed)
    Membership.objects.filter(user_id=lapsed.user_id).update(ends_at=clock.now())
    assert browser.post(address, TYPED[verb]).status_code in {302, 403, 404}
    assert moves_made(world, made) == before

    browser = browser_of(actor_in(world, part))
    assert browser.post(address, TYPED[verb]).status_code == 302
    twice = browser.post(address, TYPED[verb])
    assert moves_made(world, made) == [*before, verb]
    # The record may be closed to the program by then; a second click is never an error of the portal.
    assert twice.status_code in {302, 404}

    late = browser_of(staff(role, agency_of(world, name))).post(address, TYPED[verb])
    assert late.status_code in ({302} if is_open_again(move) else {403, 404, 409})
    if move.target and state_of(world, made) not in move.sources:
        assert moves_made(world, made) == [*before, verb]


def agency_of(world, name):
    """The agency at which somebody of the cast works."""
    agencies = {"manager": world.client_agency, "housing": world.housing_agency}
    return agencies.get(name) or type(world.client_agency).objects.get(pk=world.ssf.agency_ids[0])


def state_of(world, made) -> State:
    return State(world.read(made).state)


def is_open_again(move) -> bool:
    """Whether a colleague may make the same move anew: answers about a stalled referral keep its state."""
    return move.verb == Verb.NOT_ENGAGING
