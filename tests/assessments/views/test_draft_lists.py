"""Wherever drafts are listed it is said which assessment each is, what it corrects, who began it, when it was saved."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from cas_portal.time import clock
from tests.factories.assessments import AssessmentFactory, DraftFactory, ready_household

pytestmark = pytest.mark.slow


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def drafts(home):
    common = {
        "client": home.client, "enrollment": home.enrollment, "agency": home.agency,
        "created_by_id": home.assessor.user_id,
    }  # fmt: skip
    old = AssessmentFactory(client=home.client, enrollment=home.enrollment, assessed_on=date(2025, 8, 1))
    return DraftFactory(instrument="CRISIS", **common), DraftFactory(corrects=old, **common)


def today(browser):
    return browser.get(reverse("today")).content.decode().split("Drafts to finish")[1].split("</ul>")[0].split("<li")


def tab(browser, home):
    text = browser.get(reverse("clients:assessments", args=[home.client.public_id])).content.decode()
    return [part for part in text.split("<li") if "Open draft" in part]


def row_of(rows, draft):
    return next(row for row in rows if str(draft.public_id) in row)


def test_today_and_the_tab_tell_them_apart(home, drafts, browse):
    first, second = drafts
    browser, who = browse(home.assessor), home.assessor.name
    for rows in (today(browser), tab(browser, home)):
        crisis, correction = row_of(rows, first), row_of(rows, second)
        assert "Crisis Assessment</a>" in crisis and "corrects" not in crisis
        assert "Housing Conversation Tool (HCT)</a>" in correction and "corrects the one of Aug 1, 2025" in correction
        for row in (crisis, correction):
            assert f"begun by {who} on Aug 5, 2025, last saved Aug 5, 2025, 11:00 AM" in row
    assert "due by Aug 12, 2025" in row_of(tab(browser, home), first)


def test_one_that_is_over_leads_to_the_start_of_its_own_kind(home, drafts, browse):
    start = reverse("assessments:start_one", args=[home.client.public_id, "crisis"])
    with clock.freeze(datetime(2025, 8, 14, 18, tzinfo=UTC)):
        browser = browse(home.assessor)
        for rows in (today(browser), tab(browser, home)):
            assert any(f'href="{start}"' in row and "Crisis Assessment" in row for row in rows)
