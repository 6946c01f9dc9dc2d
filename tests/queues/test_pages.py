"""The pages of the lists, as each role sees them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from cas_portal.time import clock
from tests.factories.accounts import AgencyFactory, MembershipFactory
from tests.factories.queues import listed
from tests.factories.referrals import OpeningFactory

pytestmark = pytest.mark.slow
DAY = date(2025, 9, 1)
NOON = datetime(2025, 9, 1, 12, tzinfo=ZoneInfo("America/Los_Angeles"))


@pytest.fixture
def today():
    with clock.freeze(NOON):
        yield DAY


def sign_in(client, role, agency) -> User:
    user = MembershipFactory(role=role, agency=agency).user
    client.force_login(user, backend="cas_portal.accounts.backends.MembershipBackend")
    return user


@pytest.fixture
def lead(agency):
    return AgencyFactory(continuum=agency.continuum, name="Lead agency")


@pytest.fixture
def household(agency, settle, today):
    client = listed(agency=agency, score=8)
    settle(DAY)
    return client


def test_ssf_sees_the_order(client, household, lead):
    sign_in(client, Role.SSF_ADMIN, lead)
    page = client.get(reverse("queues:housing_list"))
    assert page.status_code == 200
    assert household.identity.first_name in page.content.decode()
    assert "EVH" in page.content.decode()


def test_an_assessor_sees_their_agency_without_score(client, household, lead):
    sign_in(client, Role.ASSESSOR, household.agency)
    text = client.get(reverse("queues:housing_list")).content.decode()
    assert household.identity.first_name in text
    assert "Score" not in text
    sign_in(client, Role.ASSESSOR, lead)
    assert household.identity.first_name not in client.get(reverse("queues:housing_list")).content.decode()


def test_why_shows_position_and_keys(client, household, lead):
    sign_in(client, Role.SSF_ADMIN, lead)
    text = client.get(reverse("queues:why", args=[household.public_id])).content.decode()
    assert "Position <strong>1</strong>" in text


def test_candidates_are_listed_and_selected(client, household, lead):
    sign_in(client, Role.SSF_ADMIN, lead)
    opening = OpeningFactory(program__agency=household.agency)
    assert (
        household.identity.first_name
        in client.get(reverse("queues:candidates", args=[opening.public_id])).content.decode()
    )
    select = reverse("queues:select", args=[opening.public_id, household.public_id])
    assert client.get(select).status_code == 200
    assert client.post(select).status_code == 302
