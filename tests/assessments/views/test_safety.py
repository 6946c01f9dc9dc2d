"""The pages around an urgent call that is made together with a client."""

import re

import pytest
from django.urls import reverse

from assessments.models import Assessment, FollowUp
from cas_portal.access.roles import Role
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff
from tests.factories.assessments import DraftFactory, full_answers, ready_household
from tests.factories.base import seeding

pytestmark = pytest.mark.slow
ASKS = {"VB01": 1, "VB02": 1, "VB03": 1, "VB04": 1}


@pytest.fixture
def home(db):
    home = ready_household()
    AgencyFactory(continuum=home.agency.continuum, name="Lantern", is_vsp=True, phone="9165550120")
    return home


@pytest.fixture
def draft(home):
    answers = full_answers(home.program, **ASKS)
    return DraftFactory(
        client=home.client, enrollment=home.enrollment, created_by_id=home.assessor.user_id, answers=answers
    )


def url(verb, row):
    return reverse(f"assessments:{verb}", args=[row.public_id])


def sent(home, draft, browser, **more):
    assert browser.post(url("submit", draft), {"event": "7", "under_name": "later", **more}).status_code == 302
    with seeding(home.client.continuum):
        return Assessment.objects.get(client=home.client)


def block(page):
    found = re.search(r'<section class="usa-alert[^>]*no-print".*?</section>', page, re.DOTALL)
    return found.group() if found else ""


def test_before_sending_it_says_whom_to_call_and_asks_about_the_lists(home, draft, browse):
    browser = browse(home.assessor)
    page = browser.get(url("check", draft)).content.decode()
    assert "tel:+19165550120" in block(page) and "tel:+18007997233" in block(page)
    assert "puts the household on the housing list" not in page
    later = re.search(r"<input[^>]*name=\"under_name\"[^>]*>", page).group()
    assert 'value="later"' in later and "checked" in later
    assert browser.post(url("submit", draft), {"event": "7"}).status_code == 422, "it is asked, never guessed"


def test_a_household_that_does_not_ask_is_not_asked_about_the_lists(home, browse):
    draft = DraftFactory(client=home.client, enrollment=home.enrollment, answers=full_answers(home.program))
    page = browse(home.assessor).get(url("check", draft)).content.decode()
    assert "under_name" not in page and block(page) == ""


def test_the_receipt_leads_with_the_call_until_it_was_made_and_prints_none_of_it(home, draft, browse):
    browser = browse(home.assessor)
    record = sent(home, draft, browser)
    assert record.prioritization_status == 2
    page = browser.get(url("receipt", record)).content.decode()
    assert "Lantern" in block(page) and "never linked" in block(page)
    outside = page.replace(block(page), "")
    assert not any(word in outside for word in ("Lantern", "survivor", "confidential"))
    assert "Lantern" in block(browser.get(url("show", record)).content.decode())
    assert browser.get(url("call_made", record)).status_code == 405
    for _twice in range(2):
        assert browser.post(url("call_made", record)).url == url("receipt", record)
    page = browser.get(url("receipt", record)).content.decode()
    assert "The call was made together" in block(page) and "Lantern" not in page
    assert block(browser.get(url("show", record)).content.decode()) == ""


def test_today_reminds_in_words_that_tell_nobody_why(home, draft, browse):
    browser = browse(home.assessor)
    record = sent(home, draft, browser)
    page = browser.get(reverse("today")).content.decode()
    assert "Calls to make with a client" in page and url("receipt", record) in page
    assert not any(word in page for word in ("survivor", "violence", "confidential"))
    elsewhere = browse(staff(Role.ASSESSOR, AgencyFactory(continuum=home.agency.continuum)))
    assert "Calls to make with a client" not in elsewhere.get(reverse("today")).content.decode()


def test_the_household_that_wants_the_list_today_is_placed_and_called_all_the_same(home, draft, browse):
    record = sent(home, draft, browse(home.assessor), under_name="now")
    with seeding(home.client.continuum):
        assert FollowUp.objects.filter(assessment=record, kind="survivor_call", state="due").exists()
    assert record.prioritization_status == 1


def test_who_may_not_assess_notes_no_call(home, draft, browse):
    record = sent(home, draft, browse(home.assessor))
    assert browse(staff(Role.HOUSING_PROVIDER, home.agency)).post(url("call_made", record)).status_code == 403
    far = staff(Role.ASSESSOR, AgencyFactory(continuum=ContinuumFactory(code="CA-999")))
    assert browse(far).post(url("call_made", record)).status_code == 404
