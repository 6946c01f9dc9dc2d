"""Whoever works at 2-1-1 is on the phone: their receipt sends nobody to 2-1-1, and whoever wants no paper gets none."""

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from tests.factories.accounts import staff
from tests.factories.assessments import AssessmentFactory, FollowUpFactory, crisis_answers, ready_household

pytestmark = pytest.mark.slow
ASKS = {"VB01": 1, "VB02": 1, "VB03": 1, "VB04": 1}
FIELD = ("agree with 2-1-1", "do not part before", "before you part", "Hand the phone", "with them now", "tel:211")
DESK = ("agree on the day you try again", "Say which papers they need first")
PAPER = "give the client no paper"


@pytest.fixture
def home(db):
    return ready_household()


def crisis(home, **answers):
    given = crisis_answers(home.program, **answers)
    row = AssessmentFactory(kind="CRISIS", client=home.client, enrollment=home.enrollment, answers=given)
    if answers.get("VB04"):
        FollowUpFactory(client=home.client, assessment=row, kind="survivor_call")
    return row


def page(browser, row, verb="receipt"):
    return browser.get(reverse(f"assessments:{verb}", args=[row.public_id])).content.decode()


def desk(home):
    return staff(Role.CALL_CENTER, home.agency)


@pytest.mark.parametrize("asks", [{}, ASKS])
def test_the_desk_reads_what_a_desk_does(home, browse, asks):
    text = page(browse(desk(home)), crisis(home, **asks))
    assert not [words for words in FIELD if words in text]
    assert all(words in text for words in ("Look for a place now", *DESK))
    assert ("Put the client through now" in text, "never linked" in text) == (bool(asks), bool(asks))


def test_the_field_reads_what_it_did(home, browse):
    text = page(browse(home.assessor), crisis(home, **ASKS))
    assert all(words in text for words in FIELD) and not any(words in text for words in DESK)


def test_the_desk_asks_once_more_whom_no_shelter_was_asked_for(home, browse):
    text = page(browse(desk(home)), crisis(home, CR01=["case_management"]))
    assert "ask whether they want a place" in text and "Look for a place now" not in text


@pytest.mark.parametrize("asks", [{}, ASKS])
@pytest.mark.parametrize("role", [Role.CALL_CENTER, Role.ASSESSOR])
def test_no_paper_is_offered_to_who_asked_for_a_confidential_provider(home, browse, role, asks):
    row, browser = crisis(home, **asks), browse(staff(role, home.agency))
    text = page(browser, row)
    buttons = text.split('class="form-buttons')[1]
    papers = [reverse("assessments:copy", args=[row.public_id]), "?for=client"]
    assert [one in buttons for one in papers] == [not asks, not asks]
    assert (PAPER in text) is bool(asks)
    assert ("Give the client no paper" in page(browser, row, "copy")) is bool(asks), "the copy itself says so too"
