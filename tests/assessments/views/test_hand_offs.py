"""A warm hand-off writes itself and one event, once, and tells the other agency."""

import uuid

import pytest
from django.urls import reverse

from assessments.models import CEEvent
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.models import HandOff
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import CurrentLivingSituationFactory, ready_household
from tests.factories.base import seeding
from tests.factories.clients import ClientAccessFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def home(db):
    """A household whose head released the record."""
    return ready_household()


def rows(home) -> list[tuple]:
    with seeding(home.client.continuum):
        events = set(CEEvent.objects.filter(client=home.client).values_list("public_id", flat=True))
        return [(one.public_id in events, one.reason) for one in HandOff.objects.filter(client=home.client)]


def test_one_hand_off_is_one_event(home, browse):
    other = AgencyFactory(continuum=home.client.continuum)
    address = reverse("assessments:hand_off", args=[home.client.public_id])
    today = clock.today()
    browser = browse(home.assessor)
    typed = {
        "to_agency": str(other.public_id),
        "reason": "Housing search",
        "event_date": today.isoformat(),
        "event": "7",
        "token": str(uuid.uuid4()),
    }
    assert browser.get(address).status_code == 200
    assert browser.post(address, typed).status_code == 422
    assert rows(home) == []

    CurrentLivingSituationFactory(client=home.client, enrollment=home.enrollment, information_date=today)
    assert browser.post(address, typed | {"reason": ""}).status_code == 422
    for _click in range(2):
        assert browser.post(address, typed).status_code == 302
    assert rows(home) == [(True, "Housing search")]
    page = browser.get(reverse("clients:services", args=[home.client.public_id])).content.decode()
    assert "Not taken over yet" in page and address in page


def test_an_agency_the_client_was_opened_to_by_name_hands_off_too(browse):
    """Its grant counts as for everything else that is written about a client."""
    home = ready_household(released=False)
    partner = staff(Role.ASSESSOR, AgencyFactory(continuum=home.client.continuum))
    address = reverse("assessments:hand_off", args=[home.client.public_id])
    assert browse(partner).get(address).status_code == 404
    ClientAccessFactory(client=home.client, agency_id=partner.agency_ids[0])
    assert browse(partner).get(address).status_code == 200
    assert address in browse(partner).get(reverse("clients:services", args=[home.client.public_id])).content.decode()


@pytest.mark.parametrize(
    ("works", "words"), [(True, "the other agency was told"), (False, "Nobody at Third Agency reads notices here yet")]
)
def test_the_page_says_whether_somebody_was_told(home, browse, works, words):
    other = AgencyFactory(name="Third Agency", continuum=home.client.continuum)
    if works:
        staff(Role.ASSESSOR, other)
    today = clock.today()
    CurrentLivingSituationFactory(client=home.client, enrollment=home.enrollment, information_date=today)
    typed = {"reason": "Housing search", "event_date": today.isoformat(), "event": "7", "token": str(uuid.uuid4())}
    address = reverse("assessments:hand_off", args=[home.client.public_id])
    done = browse(home.assessor).post(address, typed | {"to_agency": str(other.public_id)}, follow=True)
    assert words in done.content.decode()


def test_a_role_without_the_right_hands_nobody_over(home, browse):
    address = reverse("assessments:hand_off", args=[home.client.public_id])
    for role in (Role.AUDITOR, Role.HOUSING_PROVIDER):
        assert browse(staff(role, home.agency)).get(address).status_code in {403, 404}
