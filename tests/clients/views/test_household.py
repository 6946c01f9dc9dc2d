"""Pages: household, enrollment, exit."""

from datetime import date

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from clients.models import Enrollment, Household, HouseholdMember, Identity
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import staff
from tests.factories.clients import (
    ClientFactory,
    EnrollmentFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    IdentityFactory,
)


def page_of(thing, name):
    return reverse(f"clients:{name}", args=[thing.public_id])


@pytest.fixture
def child(agency):
    client = ClientFactory(agency=agency)
    IdentityFactory(client=client, first_name="Mina", last_name="Young")
    return client


@pytest.fixture
def member(person, child):
    household = HouseholdFactory(client=person)
    HouseholdMemberFactory(household=household, client=person)
    return HouseholdMemberFactory(household=household, client=child, relationship=2)


def count(actor, model, **kwargs):
    with acting(actor):
        return model.objects.filter(**kwargs).count()


def test_member_is_searched_chosen_and_added_once(browser, assessor, person, child, key):
    address = page_of(person, "add_member")
    found = browser.post(address, {"q": "mina"}, follow=True).content.decode()
    assert f"{address}?person={child.public_id.hex}" in found
    assert "Add Mina Young" in browser.get(address, {"person": child.public_id}).content.decode()
    filled = {"person": str(child.public_id), "relationship": 2, "joined_on": "2024-01-01", "once": key}
    for _click in range(2):
        assert browser.post(address, filled).status_code == 302
    assert count(assessor, HouseholdMember, left_on=None) == 2
    assert "Mina Young" in browser.get(page_of(person, "client")).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"relationship": 1}, {"relationship": ""}, {"joined_on": "2999-01-01"}, {"once": ""}]
)
def test_wrong_membership_is_shown_again(browser, assessor, person, child, key, wrong):
    filled = {"person": str(child.public_id), "relationship": 2, "joined_on": "2024-01-01", "once": key, **wrong}
    assert browser.post(page_of(person, "add_member"), filled).status_code == 422
    assert count(assessor, HouseholdMember) == 0


def test_what_the_service_objects_to_is_said_in_the_form(browser, child, member, agency, key):
    filled = {"person": str(child.public_id), "relationship": 2, "joined_on": "2024-01-01", "once": key}
    answer = browser.post(page_of(ClientFactory(agency=agency), "add_member"), filled)
    assert answer.status_code == 422
    assert b"lives in another household" in answer.content


@pytest.mark.parametrize("person_id", ["x", "00000000-0000-4000-8000-000000000000"])
def test_unknown_person_is_missing(browser, person, person_id):
    assert browser.get(page_of(person, "add_member"), {"person": person_id}).status_code == 404


def test_hidden_person_cannot_be_chosen(partner, shared_person, child, key):
    filled = {"person": str(child.public_id), "relationship": 2, "joined_on": "2024-01-01", "once": key}
    assert signed_in(partner).post(page_of(shared_person, "add_member"), filled).status_code == 404


def test_membership_is_corrected(browser, assessor, member):
    assert browser.post(page_of(member, "edit_member"), {"relationship": 4}).status_code == 302
    assert count(assessor, HouseholdMember, relationship=4) == 1
    assert browser.post(page_of(member, "edit_member"), {"relationship": 1}).status_code == 422


def test_member_leaves_once_however_often_it_is_sent(browser, assessor, member):
    address = page_of(member, "remove_member")
    assert browser.post(address, {"left_on": "2999-01-01"}).status_code == 422
    for _click in range(2):
        assert browser.post(address, {"left_on": "2025-01-01"}).status_code == 302
    assert browser.get(address).url.endswith("/household/")
    assert count(assessor, HouseholdMember, left_on=None) == 1


def test_day_before_joining_is_said_in_the_form(browser, member):
    answer = browser.post(page_of(member, "remove_member"), {"left_on": "2001-01-01"})
    assert answer.status_code == 422 and b"between the day they joined and today" in answer.content


def test_leaving_says_what_becomes_of_the_enrollment(browser, assessor, program, person, member, agency, key):
    """The enrollment of an adult goes on in a household of their own, that of a minor ends with where they go."""
    adult = ClientFactory(agency=agency)
    with acting(assessor):
        household = Household.objects.get(pk=member.household_id)
    other = HouseholdMemberFactory(household=household, client=adult, relationship=3)
    with acting(assessor):
        Identity.objects.filter(client_id=member.client_id).update(birth_date=date(2019, 2, 3))
    browser.post(page_of(person, "enroll"), {"entry_date": "2024-01-01", "once": key})
    page = browser.get(page_of(other, "remove_member")).content.decode()
    assert "household of their own" in page and 'name="destination"' not in page
    done = browser.post(page_of(other, "remove_member"), {"left_on": "2025-01-01"}, follow=True)
    assert "goes on in their own household" in done.content.decode()
    page = browser.get(page_of(member, "remove_member")).content.decode()
    assert "1-800-786-2929" in page and "Say that they live elsewhere" in page
    wrong = browser.post(page_of(member, "remove_member"), {"left_on": "2025-01-01"})
    assert wrong.status_code == 422 and wrong.content.decode().count('id="id_destination') >= 1
    subsidy = {"left_on": "2025-01-01", "destination": "435"}
    assert browser.post(page_of(member, "remove_member"), subsidy).status_code == 422
    for _click in range(2):
        filled = {"left_on": "2025-01-01", "destination": "422"}
        assert browser.post(page_of(member, "remove_member"), filled).status_code == 302
    with acting(assessor):
        told = {row.client_id: (row.exit_date is None, row.household_id) for row in Enrollment.objects.all()}
    home = member.household_id
    assert told[person.pk] == (True, home) and told[member.client_id] == (False, home)
    assert told[adult.pk][0] and told[adult.pk][1] != home


def test_auditor_changes_no_household(other_agency, shared_person):
    household = HouseholdFactory(client=shared_person)
    row = HouseholdMemberFactory(household=household, client=shared_person)
    assert signed_in(staff(Role.AUDITOR, other_agency)).get(page_of(row, "edit_member")).status_code == 403


def test_household_is_enrolled_once(browser, assessor, program, person, member, key):
    address = page_of(person, "enroll")
    assert b"Mina Young" in browser.get(address).content
    for once in (key, key.replace(key[0], "a" if key[0] != "a" else "b", 1)):
        answer = browser.post(address, {"entry_date": "2025-01-01", "once": once}, follow=True)
    assert b"Everybody was enrolled already" in answer.content
    assert count(assessor, Enrollment) == 2
    assert b"2 people are enrolled" in browser.get(page_of(person, "client")).content


@pytest.mark.slow
def test_enrolling_is_offered_as_long_as_somebody_is_not_enrolled(browser, program, person, child, key):
    home, page, enroll = HouseholdFactory(client=person), page_of(person, "programs"), page_of(person, "enroll")
    HouseholdMemberFactory(household=home, client=person)
    HouseholdMemberFactory(household=home, client=child, relationship=2)
    assert f'"{enroll}"' in browser.get(page).content.decode()
    EnrollmentFactory(client=person, household=home, program=program)
    assert f'"{enroll}"' in browser.get(page).content.decode()
    browser.post(enroll, {"entry_date": "2025-05-01", "once": key})
    page = browser.get(page).content.decode()
    assert f'"{enroll}"' not in page and "Enroll in another program" in page


@pytest.mark.slow
def test_one_person_alone_is_a_household_of_one_for_every_reader(partner, assessor, agency, shared_person):
    """Only where somebody else lives with them is it said that no other member is open."""
    closed = "No other household member is open to your agency."
    home = HouseholdFactory(client=shared_person)
    HouseholdMemberFactory(household=home, client=shared_person)
    for actor in (partner, assessor):
        page = signed_in(actor).get(page_of(shared_person, "about")).content.decode()
        assert "A household of one." in page and closed not in page
    HouseholdMemberFactory(household=home, client=ClientFactory(agency=agency), relationship=2)
    page = signed_in(partner).get(page_of(shared_person, "about")).content.decode()
    assert closed in page and "A household of one." not in page


def test_enrollment_without_a_program_says_so(browser, person, key):
    answer = browser.post(page_of(person, "enroll"), {"entry_date": "2025-01-01", "once": key})
    assert answer.status_code == 409 and b"not set up yet" in answer.content


def test_wrong_day_of_entry_is_shown_again(browser, program, person, key):
    assert browser.post(page_of(person, "enroll"), {"entry_date": "2999-01-01", "once": key}).status_code == 422


def test_provider_enrolls_nobody(other_agency, shared_person):
    assert (
        signed_in(staff(Role.HOUSING_PROVIDER, other_agency)).get(page_of(shared_person, "enroll")).status_code == 403
    )


@pytest.fixture
def stay(person, program):
    return EnrollmentFactory(client=person, program=program)


LEAVES = {"exit_date": "2025-05-01", "reason": "housed_by_cas", "destination": 410}


def test_exit_is_recorded_once(browser, assessor, stay, key):
    for _click in range(2):
        assert browser.post(page_of(stay, "exit"), {**LEAVES, "once": key}).status_code == 302
    assert count(assessor, Enrollment, destination=410, exit_date="2025-05-01") == 1


def test_second_exit_is_a_conflict(browser, stay, key):
    browser.post(page_of(stay, "exit"), {**LEAVES, "once": key})
    assert browser.post(page_of(stay, "exit"), {**LEAVES, "once": "1" * 32}).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"destination": ""},
        {"destination": 435},
        {"destination": 24},
        {"reason": "x"},
        {"exit_date": "2023-01-01"},
        {"once": ""},
    ],
)
def test_wrong_exit_is_shown_again(browser, assessor, stay, key, wrong):
    assert browser.post(page_of(stay, "exit"), {**LEAVES, "once": key, **wrong}).status_code == 422
    assert count(assessor, Enrollment, exit_date=None) == 1


def test_exit_with_a_subsidy(browser, assessor, stay, key):
    assert (
        browser.post(page_of(stay, "exit"), {**LEAVES, "destination": 435, "subsidy": 433, "once": key}).status_code
        == 302
    )
    assert count(assessor, Enrollment, destination_subsidy=433) == 1


def exit_page(actor, row):
    with acting(actor):
        return page_of(Enrollment.objects.get(client_id=row.client_id), "exit")


def test_exit_asks_who_leaves_and_who_leads_those_who_stay(browser, assessor, family, key):
    address = exit_page(assessor, family["head"])
    page = browser.get(address).content.decode()
    assert "Everybody in the household" in page and "Also Child Invented, Partner Invented." in page
    partner, child = (family[name].client_id for name in ("partner", "child"))
    assert f'name="relation_{partner}"' in page and f'name="relation_{child}"' in page
    empty = browser.post(address, {**LEAVES, "once": key})
    assert empty.status_code == 422 and count(assessor, Enrollment, exit_date=None) == 3
    alone = {**LEAVES, "who": "alone", "once": key}
    for relations in ({}, {f"relation_{partner}": 3, f"relation_{child}": 2}):
        assert browser.post(address, {**alone, **relations}).status_code == 422
    minor = browser.post(address, {**alone, f"relation_{partner}": 3, f"relation_{child}": 1})
    assert minor.status_code == 422 and "one adult who becomes head" in minor.content.decode()
    for _click in range(2):
        done = browser.post(address, {**alone, f"relation_{partner}": 1, f"relation_{child}": 2})
        assert done.status_code == 302
    assert count(assessor, Enrollment, exit_date=None) == 2
    assert count(assessor, Household, client_id=partner) == 1


def test_exit_of_everybody_at_once(browser, assessor, family, key):
    address = exit_page(assessor, family["partner"])
    assert "relation_" not in browser.get(address).content.decode()
    assert browser.post(address, {**LEAVES, "who": "everybody", "once": key}).status_code == 302
    assert count(assessor, Enrollment, exit_date=None) == 0


def test_minors_left_alone_are_named_with_a_way_out(browser, assessor, family, key):
    with acting(assessor):
        Enrollment.objects.filter(client_id=family["partner"].client_id).update(exit_date="2025-02-01", destination=30)
    address = exit_page(assessor, family["head"])
    filled = {**LEAVES, "who": "alone", f"relation_{family['child'].client_id}": 1, "once": key}
    page = browser.post(address, filled)
    assert page.status_code == 422
    assert "Choose that everybody leaves, or first let the minors join" in page.content.decode()


def test_exit_of_somebody_alone_asks_for_nobody_else(browser, stay):
    assert "Who leaves the program?" not in browser.get(page_of(stay, "exit")).content.decode()
