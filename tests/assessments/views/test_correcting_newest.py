"""Only the newest record that counts is corrected: an earlier one leads to it, also when that came later (X13)."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from assessments import services
from assessments.models import Assessment, Draft
from cas_portal.access.roles import Role
from cas_portal.time import clock
from tests.factories.accounts import staff
from tests.factories.assessments import AssessmentFactory, ready_household
from tests.factories.base import seeding

pytestmark = [pytest.mark.slow, pytest.mark.case("X13")]
BUTTON = "Correct this assessment"
LATER = datetime(2025, 8, 7, 18, tzinfo=UTC)


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def record(home):
    return AssessmentFactory(client=home.client, enrollment=home.enrollment)


def url(verb, row):
    return reverse(f"assessments:{verb}", args=[row.public_id])


def overtake(home, record):
    with seeding(home.client.continuum):
        newer = AssessmentFactory(client=home.client, enrollment=home.enrollment, submitted_at=LATER)
        Assessment.objects.filter(pk=record.pk).update(superseded_by=newer)
    return newer


def void(home, record, acting):
    sysadmin = staff(Role.SYSADMIN, home.agency)
    with acting(sysadmin):
        services.void_assessment(by=sysadmin, assessment=record, code="twice")


def drafts(home):
    with seeding(home.client.continuum):
        return list(Draft.objects.filter(client=home.client))


def test_a_superseded_record_leads_to_the_newest_and_offers_no_correction(home, record, browse):
    page = browse(home.assessor).get(url("show", record)).content.decode()
    assert BUTTON in page and "has taken its place" not in page
    middle = overtake(home, record)
    newest = overtake(home, middle)
    page = browse(home.assessor).get(url("show", record)).content.decode()
    assert BUTTON not in page and "A newer one has taken its place" in page and url("show", newest) in page
    assert BUTTON in browse(home.assessor).get(url("show", newest)).content.decode()


def test_a_page_that_was_opened_before_is_refused_and_led_there(home, record, browse):
    newer = overtake(home, record)
    refused = browse(home.assessor).post(url("correct", record))
    page = refused.content.decode()
    assert refused.status_code == 409 and drafts(home) == []
    assert "has taken the place of the one you correct" in page and f'href="{url("show", newer)}"' in page
    assert "Open the newer assessment" in page


def test_a_draft_begun_before_is_neither_gone_on_with_nor_sent(home, record, browse):
    browser = browse(home.assessor)
    begun = browser.post(url("correct", record)).url
    assert "This corrects the assessment of Aug 5, 2025" in browser.get(begun).content.decode()
    (draft,) = drafts(home)
    newer = overtake(home, record)
    assert browser.post(url("correct", record)).status_code == 409
    for page in (begun, url("check", draft)):
        text = browser.get(page).content.decode()
        assert "can no longer be sent" in text and f'href="{url("show", newer)}"' in text
    refused = browser.post(url("submit", draft), {"event": "7"})
    assert refused.status_code == 409 and url("show", newer) in refused.content.decode()
    with seeding(home.client.continuum):
        assert Assessment.objects.filter(client=home.client).count() == 2


def test_a_void_record_is_corrected_by_nobody(home, record, browse, acting):
    browser = browse(home.assessor)
    begun = browser.post(url("correct", record)).url
    void(home, record, acting)
    assert BUTTON not in browser.get(url("show", record)).content.decode()
    assert "which is void since" in browser.get(begun).content.decode()
    assert browser.post(url("correct", record)).status_code == 409


def test_a_void_one_in_between_makes_no_earlier_one_the_newest(home, record, browse, acting):
    middle = overtake(home, record)
    newest = overtake(home, middle)
    with clock.freeze(LATER):
        void(home, middle, acting)
    page = browse(home.assessor).get(url("show", record)).content.decode()
    assert BUTTON not in page and url("show", newest) in page
