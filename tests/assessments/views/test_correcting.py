"""The check-answers page and the receipt of a correction."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from assessments import services
from assessments.models import Assessment, CEEvent, CurrentLivingSituation, Draft
from cas_portal.time import clock
from tests.factories.assessments import full_answers, ready_household
from tests.factories.base import seeding

pytestmark = pytest.mark.slow


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def record(home, acting):
    with acting(home.assessor):
        draft = services.start_draft(by=home.assessor, client=home.client)
        services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=full_answers(home.program))
        return services.submit_assessment(by=home.assessor, draft_id=draft.public_id, event=7)


def url(verb, row):
    return reverse(f"assessments:{verb}", args=[row.public_id])


def begun(home, record, browser, acting, **answers):
    browser.post(url("correct", record))
    with acting(home.assessor):
        draft = Draft.objects.get(corrects=record)
        given = {"AH05": "yes", **answers}
        assert services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=given).problems == {}
    return draft


def rows(home, model):
    with seeding(home.client.continuum):
        return list(model.objects.filter(client=home.client, voided_at=None).order_by("pk"))


def checked(page):
    return re.findall(r'<input[^>]*name="event"[^>]*value="(\w+)"[^>]*checked', page)


def test_nothing_new_is_the_answer_offered_and_the_receipt_says_what_is_true(home, record, browse, acting):
    browser = browse(home.assessor)
    draft = begun(home, record, browser, acting, AH01="2025-08-05", VB12=101, VB13=None)
    page = browser.get(url("check", draft)).content.decode()
    assert "This corrects the assessment of Aug 5, 2025" in page
    assert checked(page) == ["stands"] and "Housing Navigation" in page and 'value="none"' not in page
    assert "stay_was_wrong" not in page, "the same day is replaced without a question"
    sent = browser.post(url("submit", draft), {"event": "stands"})
    receipt = browser.get(sent.url).content.decode()
    assert "Living situation of Aug 5, 2025" in receipt and "Housing Navigation" in receipt
    assert [row.situation for row in rows(home, CurrentLivingSituation)] == [101]
    assert [row.event for row in rows(home, CEEvent)] == [7]
    assert len(rows(home, Assessment)) == 2


def test_another_event_is_written_when_it_is_chosen(home, record, browse, acting):
    browser = browse(home.assessor)
    draft = begun(home, record, browser, acting, AH01="2025-08-05")
    assert browser.post(url("submit", draft), {"event": "6"}).status_code == 302
    assert [row.event for row in rows(home, CEEvent)] == [7, 6]


@pytest.mark.parametrize(("ticked", "left"), [({}, [116, 101]), ({"stay_was_wrong": "on"}, [101, 101])])
def test_on_another_day_it_asks_about_the_old_living_situation(home, record, browse, acting, ticked, left):
    with clock.freeze(datetime(2025, 8, 6, 18, tzinfo=UTC)):
        browser = browse(home.assessor)
        draft = begun(home, record, browser, acting, AH01="2025-08-06", VB12=101, VB13=None)
        page = browser.get(url("check", draft)).content.decode()
        assert "stay_was_wrong" in page and "Aug 5, 2025: Place not meant for habitation" in page
        assert browser.post(url("submit", draft), {"event": "stands", **ticked}).status_code == 302
    found = sorted(rows(home, CurrentLivingSituation), key=lambda row: row.information_date)
    assert [row.situation for row in found] == left


def test_a_first_assessment_offers_no_standing_event(home, browse, acting):
    with acting(home.assessor):
        draft = services.start_draft(by=home.assessor, client=home.client)
        services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=full_answers(home.program))
    browser = browse(home.assessor)
    assert checked(browser.get(url("check", draft)).content.decode()) == ["7"]
    assert browser.post(url("submit", draft), {"event": "stands"}).status_code == 422
    assert rows(home, Assessment) == []
