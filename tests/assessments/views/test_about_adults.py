"""The questions on the check-answers page about people and their profiles."""

import re
from datetime import date

import pytest
from django.urls import reverse

from clients.household import SPOUSE_OR_PARTNER
from clients.models import Client, HouseholdMember
from tests.factories.accounts import AgencyFactory
from tests.factories.assessments import DraftFactory, full_answers, ready_household
from tests.factories.base import seeding
from tests.factories.clients import ClientFactory, HouseholdMemberFactory, IdentityFactory

pytestmark = pytest.mark.slow
SPANISH = 367


def draft_of(home, **changes):
    return DraftFactory(
        client=home.client, enrollment=home.enrollment, created_by_id=home.assessor.user_id,
        answers=full_answers(home.program, **changes),
    )  # fmt: skip


def url(verb, row):
    return reverse(f"assessments:{verb}", args=[row.public_id])


def know(client, **facts):
    with seeding(client.continuum):
        Client.objects.filter(pk=client.pk).update(**facts)


def veteran(client):
    with seeding(client.continuum):
        return Client.objects.get(pk=client.pk).veteran_status


def checked(page, name):
    return [
        re.search(r'value="(\w+)"', tag).group(1)
        for tag in re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
        if "checked" in tag
    ]


@pytest.fixture
def single(db):
    return ready_household()


@pytest.fixture
def couple(db):
    return ready_household(others=((SPOUSE_OR_PARTNER, date(1986, 6, 6)),))


@pytest.fixture
def partner(couple):
    with seeding(couple.client.continuum):
        return HouseholdMember.objects.exclude(client=couple.client).get(household__client=couple.client).client


def test_two_answers_of_one_person_are_shown_and_the_new_one_is_offered(single, browse):
    know(single.client, veteran_status=1)
    draft, browser = draft_of(single, HC30=0), browse(single.assessor)
    page = browser.get(url("check", draft)).content.decode()
    assert "which answer is right" in page and checked(page, "about_HC30") == ["answer"]
    assert browser.post(url("submit", draft), {"event": "7"}).status_code == 422, "it is not decided silently"
    sent = browser.post(url("submit", draft), {"event": "7", "about_HC30": "profile"})
    assert (sent.status_code, veteran(single.client)) == (302, 1)


def test_the_receipt_says_that_the_profile_is_right_now(single, browse):
    draft, browser = draft_of(single, HC30=1), browse(single.assessor)
    assert "about_" not in browser.get(url("check", draft)).content.decode(), "of one adult nothing is asked"
    sent = browser.post(url("submit", draft), {"event": "7"})
    assert "The profile says what was answered" in browser.get(sent.url).content.decode()
    assert veteran(single.client) == 1


def test_of_a_couple_it_asks_who_served_and_whose_language_it_is(couple, partner, browse):
    draft, browser = draft_of(couple, HC30=1, AH08=SPANISH, AH09="together"), browse(couple.assessor)
    page = browser.get(url("check", draft)).content.decode()
    assert checked(page, "about_AH08") == [str(couple.client.pk)] and checked(page, "about_HC30") == []
    told = {"event": "7", "about_AH08": str(partner.pk), "about_VB07": [str(couple.client.pk)]}
    for wrong in ([], ["unknown", str(partner.pk)], ["999999"], ["closed"]):
        assert browser.post(url("submit", draft), {**told, "about_HC30": wrong}).status_code == 422, wrong
    assert browser.post(url("submit", draft), {**told, "about_HC30": [str(partner.pk)]}).status_code == 302
    assert (veteran(couple.client), veteran(partner)) == (0, 1)


def test_not_known_and_somebody_elses_leave_the_profiles_alone(couple, partner, browse):
    draft, browser = draft_of(couple, HC30=1, AH08=SPANISH, AH09="together"), browse(couple.assessor)
    told = {"event": "7", "about_AH08": "nobody", "about_HC30": ["unknown"], "about_VB07": ["unknown"]}
    assert browser.post(url("submit", draft), told).status_code == 302
    assert (veteran(couple.client), veteran(partner)) == (99, 99)


def test_a_partner_who_is_known_to_have_served_is_not_unsaid_by_a_no(couple, partner, browse):
    know(partner, veteran_status=1)
    draft, browser = draft_of(couple, HC30=0, AH09="together", AH08=9), browse(couple.assessor)
    page = browser.get(url("check", draft)).content.decode()
    assert checked(page, "about_HC30") == ["nobody"] and "On the profile: Yes" in page
    told = {"event": "7", "about_HC30": [str(partner.pk)], "about_VB07": ["unknown"]}
    assert browser.post(url("submit", draft), told).status_code == 302
    assert (veteran(couple.client), veteran(partner)) == (0, 1)


def test_of_a_couple_it_asks_who_has_the_condition(couple, partner, browse):
    draft, browser = draft_of(couple, HC30=9, VB07=1, AH08=9, AH09="together"), browse(couple.assessor)
    assert "Which adults have the long-lasting condition?" in browser.get(url("check", draft)).content.decode()
    assert browser.post(url("submit", draft), {"event": "7"}).status_code == 422
    assert browser.post(url("submit", draft), {"event": "7", "about_VB07": [str(partner.pk)]}).status_code == 302
    with seeding(couple.client.continuum):
        rows = Client.objects.in_bulk([couple.client.pk, partner.pk])
    assert [rows[one.pk].disabling_condition for one in (couple.client, partner)] == [0, 1]


def test_somebody_whose_record_is_closed_is_not_named(single, browse):
    agency = AgencyFactory(continuum=single.agency.continuum)
    hidden = ClientFactory(agency=agency, birth_year=1986)
    IdentityFactory(client=hidden, birth_date=date(1986, 6, 6))
    with seeding(single.client.continuum):
        home = single.enrollment.household
    HouseholdMemberFactory(
        client=hidden, agency=agency, household=home, relationship=SPOUSE_OR_PARTNER,
        joined_on=single.enrollment.entry_date,
    )  # fmt: skip
    draft, browser = draft_of(single, HC30=1, AH09="together"), browse(single.assessor)
    page = browser.get(url("check", draft)).content.decode()
    assert "Somebody whose record is closed to me" in page and f'value="{hidden.pk}"' not in page
    told = {"event": "7", "about_AH08": "nobody", "about_HC30": ["closed"], "about_VB07": ["unknown"]}
    assert browser.post(url("submit", draft), told).status_code == 302
    assert (veteran(single.client), veteran(hidden)) == (0, 99)
