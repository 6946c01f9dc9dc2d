"""Logging a CE event by hand."""

from uuid import uuid4

import pytest
from django.urls import reverse

from assessments.models import CEEvent
from cas_portal.access.roles import Role
from tests.factories.accounts import staff
from tests.factories.assessments import CurrentLivingSituationFactory, ready_household
from tests.factories.base import seeding

pytestmark = pytest.mark.slow


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def stay(home):
    return CurrentLivingSituationFactory(client=home.client, enrollment=home.enrollment)


def page_of(home):
    return reverse("assessments:event", args=[home.client.public_id])


def data(**changes):
    return {"event_date": "2025-08-05", "event": "7", "token": str(uuid4()), **changes}


def events_of(home):
    with seeding(home.client.continuum):
        return list(CEEvent.objects.filter(client=home.client))


def test_logs_one_event_however_often_it_is_sent(home, stay, browse):
    assert browse(home.assessor).get(page_of(home)).status_code == 200
    form = data()
    for _ in range(2):
        assert browse(home.assessor).post(page_of(home), form).status_code == 302
    (event,) = events_of(home)
    assert (event.event, event.by_referral) == (7, False)


def test_needs_a_living_situation_of_the_same_day(home, browse):
    refused = browse(home.assessor).post(page_of(home), data())
    assert refused.status_code == 422
    assert "Record the living situation" in refused.content.decode()
    assert events_of(home) == []


@pytest.mark.case("X02")
@pytest.mark.parametrize("event", ["14", "10", "8", "x"])
def test_an_assessor_is_not_offered_other_events(event, home, stay, browse):
    assert browse(home.assessor).post(page_of(home), data(event=event)).status_code == 422


def test_a_day_before_the_enrollment_is_refused(home, stay, browse):
    assert browse(home.assessor).post(page_of(home), data(event_date="2024-01-01")).status_code == 422


def test_a_hidden_client_is_not_there(browse):
    home = ready_household(released=False)
    assert browse(staff(Role.ASSESSOR)).post(page_of(home), data()).status_code == 404


def test_a_provider_is_refused(home, stay, browse):
    assert browse(staff(Role.HOUSING_PROVIDER)).post(page_of(home), data()).status_code == 403
