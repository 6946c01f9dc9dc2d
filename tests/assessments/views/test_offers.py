"""What a page of questions shows of earlier answers, and the ways back to the check of answers."""

from datetime import date

import pytest
from django.urls import reverse

from assessments import services
from assessments.versions import current_definition
from tests.factories.assessments import AssessmentFactory, DatedStayFactory, crisis_answers, ready_household

pytestmark = pytest.mark.slow
WAY = [{"CR30.kind": "phone", "CR30.value": "916 555 0142", "CR30.message": 1, "CR30.text": 1}]


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def draft(home, acting):
    AssessmentFactory(
        client=home.client, enrollment=home.enrollment, kind="CRISIS", assessed_on=date(2025, 8, 1),
        answers={"VB10": 1, "VB11": 1, "CR30": WAY},
    )  # fmt: skip
    with acting(home.assessor):
        return services.start_draft(by=home.assessor, client=home.client, instrument="CRISIS")


def page_of(draft, section):
    return reverse("assessments:questions", args=[draft.public_id, section])


def answers_of(draft, home, acting):
    with acting(home.assessor):
        draft.refresh_from_db()
    return draft.answers


def test_an_offered_answer_shows_its_source_and_a_button_never_markup(home, draft, browse):
    text = browse(home.assessor).get(page_of(draft, "health")).content.decode()
    assert '<p class="prefill">' in text
    assert 'name="ask_again" value="VB10"' in text
    assert f'Ask again<span class="usa-sr-only">: {current_definition("CRISIS").items["VB10"].text}</span>' in text
    assert "&lt;p" not in text


def test_the_button_lays_the_offer_aside_and_comes_back_to_the_question(home, draft, browse, acting):
    browser = browse(home.assessor)
    answer = browser.post(page_of(draft, "health"), {"VB10": "1", "VB11": "1", "ask_again": "VB10"})
    assert answer.url == f"{page_of(draft, 'health')}#id_VB10_group"
    text = browser.get(page_of(draft, "health")).content.decode()
    assert 'value="VB10"' not in text
    assert 'name="ask_again" value="VB11"' in text
    assert answers_of(draft, home, acting).get("VB10") is None


def test_rows_are_offered_and_confirmed_by_going_on(home, draft, browse, acting):
    browser = browse(home.assessor)
    text = browser.get(page_of(draft, "reach")).content.decode()
    assert "916 555 0142" in text
    assert 'name="ask_again" value="CR30"' in text
    sent = {f"CR30-0-{key.partition('.')[2]}": value for key, value in WAY[0].items()}
    assert browser.post(page_of(draft, "reach"), {**sent, "continue": "1"}).status_code == 302
    assert answers_of(draft, home, acting)["CR30"] == WAY
    assert draft.provenance["CR30"]["choice"] == "confirmed"


def test_an_assessment_dated_before_its_source_is_offered_nothing(home, draft, browse):
    browser = browse(home.assessor)
    visit = {"AH01_0": "7", "AH01_1": "31", "AH01_2": "2025"}
    browser.post(page_of(draft, "visit"), visit)
    assert "prefill" not in browser.get(page_of(draft, "health")).content.decode()


def test_a_change_leads_back_to_the_check_of_answers(home, draft, browse):
    browser = browse(home.assessor)
    check = reverse("assessments:check", args=[draft.public_id])
    assert f"{page_of(draft, 'health')}?after=check#id_VB10_group" in browser.get(check).content.decode()
    sent = browser.post(f"{page_of(draft, 'health')}?after=check", {"VB10": "0", "VB11": "0", "continue": "1"})
    assert sent.url == check


def test_a_household_that_is_not_right_is_said_at_once(home, draft, browse):
    browser = browse(home.assessor)
    page = browser.get(page_of(draft, "household")).content.decode()
    assert reverse("clients:household", args=[home.client.public_id]) in page
    answer = browser.post(page_of(draft, "household"), {"AH05": "fix", "continue": "1"})
    assert answer.status_code == 422
    assert "Change the household" in answer.content.decode()
    assert browser.post(page_of(draft, "household"), {"AH05": "fix", "skip": "1"}).status_code == 302


def test_no_more_service_animals_than_animals(home, draft, browse, acting):
    with acting(home.assessor):
        answers = crisis_answers(home.program)
        services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=answers)
    care = {"CR10": "1", "CR11": "none", "CR12": "2", "CR13": "5", "continue": "1"}
    answer = browse(home.assessor).post(page_of(draft, "care"), care)
    assert answer.status_code == 422
    assert "Enter 2 or less" in answer.content.decode()


def test_the_page_about_stays_shows_those_already_known(home, browse, acting):
    DatedStayFactory(client=home.client, place="Riverside")
    with acting(home.assessor):
        draft = services.start_draft(by=home.assessor, client=home.client)
    text = browse(home.assessor).get(page_of(draft, "history")).content.decode()
    assert "since Aug 5, 2025: Place not meant for habitation" in text
    assert reverse("assessments:stays", args=[home.client.public_id]) in text
