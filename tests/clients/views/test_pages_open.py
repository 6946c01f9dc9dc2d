"""Every page of a client opens for an assessor of its agency."""

import pytest
from django.urls import reverse

from tests.clients.acting import signed_in
from tests.factories.clients import EnrollmentFactory, HouseholdFactory, HouseholdMemberFactory

PAGES = [
    "client",
    "edit_profile",
    "release",
    "withdraw",
    "add_member",
    "enroll",
    "contacts",
    "log_contact",
    "case_manager",
    "helpers",
]


@pytest.mark.parametrize("name", PAGES)
def test_page_of_a_client_opens(name, assessor, person, program):
    page = signed_in(assessor).get(reverse(f"clients:{name}", args=[person.public_id]))
    assert page.status_code == 200, page.content
    assert page["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["find", "find_by_ssn", "new"])
def test_page_opens(name, assessor):
    assert signed_in(assessor).get(reverse(f"clients:{name}")).status_code == 200


def test_member_and_exit_pages_open(assessor, person, program):
    household = HouseholdFactory(client=person)
    member = HouseholdMemberFactory(household=household, client=person)
    stay = EnrollmentFactory(client=person, program=program, household=household)
    browser = signed_in(assessor)
    assert browser.get(reverse("clients:edit_member", args=[member.public_id])).status_code == 200
    assert browser.get(reverse("clients:remove_member", args=[member.public_id])).status_code == 200
    assert browser.get(reverse("clients:exit", args=[stay.public_id])).status_code == 200


def test_today_opens(assessor):
    page = signed_in(assessor).get("/")
    assert page.status_code == 200
    assert b"My clients" in page.content
