"""Reporting, taking up and withdrawing openings."""

import uuid

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.time import clock
from documents.kinds import Tier
from referrals.models import Opening
from referrals.states import OpeningStatus, State
from tests.factories.accounts import staff
from tests.factories.base import seeding
from tests.factories.referrals import ProgramRuleFactory
from tests.referrals.world import noon

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
REPORT = "referrals:report"


@pytest.fixture(autouse=True)
def today():
    with clock.freeze(noon(2025, 9, 2)):
        yield


def filled_in(world, **changed) -> dict:
    return {
        "key": str(uuid.uuid4()),
        "program": str(world.program.public_id),
        "unit_label": "Building A, 12B",
        "available_on": "2025-09-15",
        "notes": "",
    } | changed


def openings_of(world) -> list[Opening]:
    with seeding(world.client_agency.continuum):
        return list(Opening.objects.exclude(pk=world.opening.pk))


def test_a_provider_reports_a_unit_with_the_rules_of_the_program(world, browser_of):
    ProgramRuleFactory(program=world.program, required_tier=Tier.PH_READY, household_types=["FAMILY"], min_size=2)

    answer = browser_of(world.housing).post(reverse(REPORT), filled_in(world), follow=True)

    (made,) = openings_of(world)
    assert answer.status_code == 200
    assert (made.status, made.required_tier, made.household_types, made.min_size) == (
        OpeningStatus.REPORTED, Tier.PH_READY, ["FAMILY"], 2,
    )  # fmt: skip


def test_sending_the_report_twice_makes_one_opening(world, browser_of):
    browser, data = browser_of(world.housing), filled_in(world)

    browser.post(reverse(REPORT), data)
    browser.post(reverse(REPORT), data)

    assert len(openings_of(world)) == 1


def test_a_unit_that_is_reported_already_is_pointed_out(world, browser_of):
    answer = browser_of(world.housing).post(reverse(REPORT), filled_in(world, unit_label=world.opening.unit_label))

    assert (answer.status_code, openings_of(world)) == (422, [])
    assert "already reported" in answer.content.decode()


def test_bad_input_is_kept_and_explained(world, browser_of):
    answer = browser_of(world.housing).post(reverse(REPORT), filled_in(world, available_on=""))

    assert answer.status_code == 422
    assert "Building A, 12B" in answer.content.decode()


def test_another_agency_reports_nothing_for_this_program(world, browser_of):
    other = staff(Role.HOUSING_PROVIDER, continuum=world.client_agency.continuum)

    answer = browser_of(other).post(reverse(REPORT), filled_in(world))

    assert (answer.status_code, openings_of(world)) == (422, [])
    page = reverse("referrals:opening", args=[world.opening.public_id])
    assert browser_of(other).get(page).status_code == 404


def test_a_case_manager_reports_nothing(world, browser_of):
    assert browser_of(world.manager).get(reverse(REPORT)).status_code == 403
    assert browser_of(world.manager).get(reverse("referrals:openings")).status_code == 403


def test_ssf_takes_up_a_reported_opening_once(world, browser_of):
    browser_of(world.housing).post(reverse(REPORT), filled_in(world))
    (made,) = openings_of(world)
    source = reverse("referrals:source", args=[made.public_id])

    assert browser_of(world.housing).post(source).status_code == 403
    assert browser_of(world.ssf).get(source).status_code == 405
    for _ in range(2):
        assert browser_of(world.ssf).post(source).status_code == 302
    assert world.read_opening(made).status == OpeningStatus.SOURCING


def test_withdrawing_asks_for_a_reason_and_cancels_the_offer(world, browser_of):
    made = world.sent()
    browser = browser_of(world.housing)
    address = reverse("referrals:withdraw_opening", args=[world.opening.public_id])

    assert "1 live referral" in browser.get(address).content.decode()
    assert browser.post(address, {"reason": ""}).status_code == 422
    assert browser.post(address, {"reason": "Fire damage"}).status_code == 302
    assert browser.post(address, {"reason": "Fire damage"}).status_code == 302
    assert (world.read(made).state, world.read_opening().status) == (State.CANCELLED, OpeningStatus.WITHDRAWN)


def test_a_unit_with_a_household_is_not_withdrawn(world, browser_of):
    world.enrolled()
    address = reverse("referrals:withdraw_opening", args=[world.opening.public_id])

    assert browser_of(world.ssf).post(address, {"reason": "Fire damage"}).status_code == 409


def test_the_lists_show_openings_to_those_who_keep_them(world, browser_of):
    for actor in (world.ssf, world.housing):
        for show in ("open", "all"):
            page = browser_of(actor).get(reverse("referrals:openings"), {"show": show})
            assert world.opening.unit_label in page.content.decode()
        page = browser_of(actor).get(reverse("referrals:opening", args=[world.opening.public_id]))
        assert page.status_code == 200
