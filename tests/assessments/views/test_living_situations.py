"""Recording where somebody stays."""

from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse

from assessments.models import CurrentLivingSituation
from cas_portal.access.roles import Role
from clients.household import CHILD, SPOUSE_OR_PARTNER
from clients.models import Contact, HouseholdMember
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import CurrentLivingSituationFactory, ready_household
from tests.factories.base import seeding
from tests.factories.clients import ClientFactory, EnrollmentFactory, HouseholdMemberFactory, IdentityFactory

pytestmark = pytest.mark.slow


@pytest.fixture
def home(db):
    return ready_household()


def page_of(client):
    return reverse("assessments:living_situation", args=[client.public_id])


def data(home, **changes):
    answers = {
        "CLS01": "2025-08-05",
        "CLS12": "in_person",
        "CLS02": "116",
        "CLS04": str(home.program.public_id),
        "CLS10": "5th and K",
        "token": str(uuid4()),
    }
    return {**answers, **changes}


def rows_of(home):
    with seeding(home.client.continuum):
        return list(CurrentLivingSituation.objects.filter(client=home.client))


def test_records_the_situation_and_the_contact(home, browse):
    assert browse(home.assessor).get(page_of(home.client)).status_code == 200
    saved = browse(home.assessor).post(page_of(home.client), data(home))
    assert saved.url == reverse("clients:client", args=[home.client.public_id])
    (row,) = rows_of(home)
    assert (row.situation, row.location, row.contact_kind, row.created_by_id) == (
        116,
        "5th and K",
        "in_person",
        home.assessor.user_id,
    )
    with seeding(home.client.continuum):
        assert Contact.objects.get(client=home.client).kind == Contact.Kind.LIVING_SITUATION


def test_the_same_form_sent_twice_makes_one_record(home, browse):
    form = data(home)
    for _ in range(2):
        assert browse(home.assessor).post(page_of(home.client), form).status_code == 302
    assert len(rows_of(home)) == 1


def test_what_is_missing_is_said_beside_the_question(home, browse):
    refused = browse(home.assessor).post(page_of(home.client), data(home, CLS02="435", CLS10=""))
    assert refused.status_code == 422
    page = refused.content.decode()
    assert 'href="#id_CLS03_0"' in page or 'href="#id_CLS03"' in page
    assert 'href="#id_CLS10"' in page
    assert rows_of(home) == []


def test_a_declined_location_needs_a_reason(home, browse):
    declined = {"CLS10": "", "CLS10-missing": "9"}
    assert browse(home.assessor).post(page_of(home.client), data(home, **declined)).status_code == 422
    reason = data(home, **declined, CLS10R="Does not feel safe")
    assert browse(home.assessor).post(page_of(home.client), reason).status_code == 302
    (row,) = rows_of(home)
    assert (row.location, row.no_location_code, row.no_location_reason) == ("", 9, "Does not feel safe")


def test_same_as_last_time_fills_the_answers_in(home, browse):
    CurrentLivingSituationFactory(client=home.client, enrollment=home.enrollment, location="By the river")
    page = browse(home.assessor).get(page_of(home.client) + "?same=1").content.decode()
    assert "By the river" in page
    assert "Aug 5, 2025" in page


def test_news_from_another_project_is_no_contact(home, browse):
    browse(home.assessor).post(page_of(home.client), data(home, CLS12="other_project"))
    with seeding(home.client.continuum):
        assert not Contact.objects.filter(client=home.client).exists()


@pytest.mark.case("X08")
def test_a_survivor_has_no_location(browse):
    home = ready_household(survivor=True)
    assert "CLS10" not in browse(home.assessor).get(page_of(home.client)).content.decode()
    saved = browse(home.assessor).post(page_of(home.client), data(home))
    assert saved.status_code == 302
    (row,) = rows_of(home)
    assert (row.location, row.details) == ("", "")


def test_without_enrollment_it_says_what_to_do(home, browse):
    alone = ClientFactory(agency=home.agency)
    assert browse(home.assessor).get(page_of(alone)).status_code == 409


def test_a_hidden_client_is_not_there(browse):
    home = ready_household(released=False)
    assert browse(staff(Role.ASSESSOR)).post(page_of(home.client), data(home)).status_code == 404


def test_an_auditor_is_refused(home, browse):
    assert browse(staff(Role.AUDITOR)).post(page_of(home.client), data(home)).status_code == 403


@pytest.fixture
def couple(db):
    """A couple with a child; everybody is enrolled."""
    home = ready_household(others=((SPOUSE_OR_PARTNER, date(1986, 6, 6)), (CHILD, date(2020, 6, 6))))
    with seeding(home.client.continuum):
        rows = HouseholdMember.objects.select_related("client").exclude(client=home.client)
        others = list(rows.filter(household__client=home.client).order_by("relationship"))
    for row in others:
        EnrollmentFactory(
            client=row.client, household_id=row.household_id, program=home.program, relationship=row.relationship
        )
    return SimpleNamespace(home=home, child=others[0].client, partner=others[1].client)


def test_who_was_met_together_is_asked_once(couple, browse):
    home, child, partner = couple.home, couple.child, couple.partner
    page = browse(home.assessor).get(page_of(home.client)).content.decode()
    assert f'value="{partner.public_id}"' in page and f'value="{child.public_id}"' not in page
    form = data(home, also=[str(partner.public_id)])
    for _click in range(2):
        assert browse(home.assessor).post(page_of(home.client), form).status_code == 302
    with seeding(home.client.continuum):
        rows = CurrentLivingSituation.objects.order_by("pk")
        assert [(row.client_id, row.situation, row.location) for row in rows] == [
            (one.pk, 116, "5th and K") for one in (home.client, partner)
        ]
        assert Contact.objects.filter(client=partner, qualifying=True).count() == 1


def test_nobody_else_is_recorded_unasked_or_from_another_household(couple, browse):
    home = couple.home
    stranger = ready_household(agency=home.agency).client
    form = data(home, also=[str(stranger.public_id), "x", str(couple.child.public_id)])
    assert browse(home.assessor).post(page_of(home.client), form).status_code == 302
    with seeding(home.client.continuum):
        assert list(CurrentLivingSituation.objects.values_list("client_id", flat=True)) == [home.client.pk]


def test_a_wrong_answer_records_nothing_for_anybody_and_keeps_who_was_ticked(couple, browse):
    home, partner = couple.home, couple.partner
    refused = browse(home.assessor).post(page_of(home.client), data(home, CLS02="", also=[str(partner.public_id)]))
    assert refused.status_code == 422
    assert f'value="{partner.public_id}" checked' in refused.content.decode()
    with seeding(home.client.continuum):
        assert not CurrentLivingSituation.objects.exists()


def test_somebody_whose_record_is_closed_is_not_offered(couple, browse):
    home = couple.home
    closed = ClientFactory(agency=AgencyFactory(continuum=home.agency.continuum), birth_year=1986)
    IdentityFactory(client=closed, birth_date=date(1986, 6, 6))
    with seeding(home.client.continuum):
        household = HouseholdMember.objects.get(client=couple.partner).household
    HouseholdMemberFactory(client=closed, agency=closed.agency, household=household, relationship=5)
    EnrollmentFactory(client=closed, household=household, program=home.program, relationship=5)
    form = data(home, also=[str(closed.public_id)])
    assert str(closed.public_id) not in browse(home.assessor).get(page_of(home.client)).content.decode()
    assert browse(home.assessor).post(page_of(home.client), form).status_code == 302
    with seeding(home.client.continuum):
        assert not CurrentLivingSituation.objects.filter(client=closed).exists()
