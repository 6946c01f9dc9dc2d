"""Partners who are assessed separately: the choice can be taken back, and the partner is assessed too (AH09)."""

from datetime import date

import pytest
from django.urls import reverse

from assessments import services
from clients.household import SPOUSE_OR_PARTNER
from clients.models import HouseholdMember
from tests.factories.assessments import ready_household
from tests.factories.clients import EnrollmentFactory

pytestmark = pytest.mark.slow


@pytest.fixture
def home(db):
    return ready_household(others=((SPOUSE_OR_PARTNER, date(1987, 1, 1)),))


@pytest.fixture
def partner(home, acting):
    with acting(home.assessor):
        members = HouseholdMember.objects.select_related("client", "household")
        member = members.get(relationship=SPOUSE_OR_PARTNER)
    EnrollmentFactory(
        client=member.client, agency=home.agency, program=home.program, household=member.household,
        entry_date=date(2025, 1, 15), relationship=SPOUSE_OR_PARTNER,
    )  # fmt: skip
    return member.client


def start_page(client):
    return reverse("assessments:start_one", args=[client.public_id, "crisis"])


def choose(home, acting, how):
    with acting(home.assessor):
        draft = services.start_draft(by=home.assessor, client=home.client, instrument="CRISIS")
        services.save_answers(by=home.assessor, draft_id=draft.public_id, answers={"AH09": how})
    return draft


def test_the_choice_stays_on_the_page_and_can_be_taken_back(home, acting, browse):
    draft = choose(home, acting, "separately")
    page = reverse("assessments:questions", args=[draft.public_id, "household"])
    browser = browse(home.assessor)
    assert 'name="AH09"' in browser.get(page).content.decode()
    browser.post(page, {"AH05": "yes", "AH09": "together", "continue": "1"})
    with acting(home.assessor):
        draft.refresh_from_db()
    assert draft.answers["AH09"] == "together"


def test_the_partner_is_led_to_a_household_of_their_own(home, partner, acting, browse):
    browser = browse(home.assessor)
    assert "done with the head of the household" in browser.get(start_page(partner)).content.decode()
    choose(home, acting, "separately")
    page = browser.get(start_page(partner)).content.decode()
    assert "chose to be assessed separately" in page
    assert reverse("clients:part_household", args=[partner.public_id]) in page
    choose(home, acting, "together")
    assert "chose to be assessed separately" not in browser.get(start_page(partner)).content.decode()
