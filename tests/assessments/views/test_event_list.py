"""The page of CE events: what was logged, results added later, wrong ones void."""

import pytest
from django.urls import reverse

from assessments import services
from cas_portal.access import errors
from cas_portal.access.roles import Role
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff
from tests.factories.assessments import CEEventFactory, ready_household
from tests.factories.base import seeding

pytestmark = pytest.mark.slow


@pytest.fixture
def home(db):
    return ready_household()


def event(home, **values):
    return CEEventFactory(client=home.client, enrollment=home.enrollment, **values)


def page(browser, home):
    return browser.get(reverse("assessments:events", args=[home.client.public_id])).content.decode()


def test_a_result_is_added_once_and_shown(home, browse):
    row = event(home, event=2)
    browser = browse(home.assessor)
    assert "Add the result" in page(browser, home)
    address = reverse("assessments:event_result", args=[row.public_id])
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"answer": "", "reason": ""}).status_code == 422
    assert browser.post(address, {"answer": "yes"}).status_code == 302
    assert "Housed in a safe place" in page(browser, home)
    assert browser.get(address).status_code == 409


def test_a_result_stays_what_it_was(home, acting):
    diversion, aftercare, navigation = event(home, event=2), event(home, event=5), event(home, event=7)
    with acting(home.assessor):
        for _time in range(2):
            services.record_event_answer(by=home.assessor, event=diversion, rehoused=False)
        with pytest.raises(errors.Conflict):
            services.record_event_answer(by=home.assessor, event=diversion, rehoused=True)
        services.record_event_answer(by=home.assessor, event=aftercare, aftercare=True)
        for wrong in ({"rehoused": True}, {"aftercare": True}):
            with pytest.raises(errors.Invalid):
                services.record_event_answer(by=home.assessor, event=navigation, **wrong)


def test_a_wrong_event_is_void_and_stays_those_of_referrals_do_not(home, browse):
    row, referred = event(home), event(home, event=14, by_referral=True)
    browser = browse(home.assessor)
    address = reverse("assessments:event_void", args=[row.public_id])
    assert browser.post(address, {"answer": "", "reason": ""}).status_code == 422
    assert browser.post(address, {"reason": "Another person"}).status_code == 302
    assert "Void: Another person" in page(browser, home)
    refused = browser.post(reverse("assessments:event_void", args=[referred.public_id]), {"reason": "x"})
    assert refused.status_code == 403


def test_others_see_and_do_what_they_may(home, browse):
    row = event(home, event=2)
    elsewhere = staff(Role.ASSESSOR, AgencyFactory(continuum=ContinuumFactory(code="CA-777")))
    assert browse(elsewhere).get(reverse("assessments:events", args=[home.client.public_id])).status_code == 404
    assert browse(elsewhere).get(reverse("assessments:event_result", args=[row.public_id])).status_code == 404
    other = staff(Role.ASSESSOR, AgencyFactory(continuum=home.agency.continuum))
    address = reverse("assessments:event_void", args=[row.public_id])
    assert browse(other).post(address, {"reason": "x"}).status_code == 403
    with seeding(row.continuum):
        row.refresh_from_db()
    assert row.voided_at is None
