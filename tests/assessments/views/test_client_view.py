"""The screen in the client's hands, the copy of their answers, and corrections they ask for."""

import re
import uuid
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from assessments.models import CorrectionRequest, Draft
from cas_portal.accounts.models import User
from cas_portal.time import clock
from tests.clients.acting import signed_in
from tests.factories.assessments import AssessmentFactory, DraftFactory, full_answers, ready_household
from tests.factories.base import seeding

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOME = "/assessments/client-view/"
# A key of a form may spell anything.
TOKEN = re.compile(r'nonce="[^"]*"|name="(?:csrfmiddlewaretoken|once|key)" value="[^"]*"')
HIDDEN = ("score", "evh", "vulnerab", "rank", "threshold", 'class="site-search', "side-nav")


@pytest.fixture(autouse=True)
def today():
    with clock.freeze(datetime(2025, 8, 6, 19, tzinfo=UTC)):
        yield


@pytest.fixture
def home(db):
    return ready_household()


def assessed(home):
    answers = full_answers(home.program, HC90="Seems tired", HC01="A quiet place")
    return AssessmentFactory(client=home.client, enrollment=home.enrollment, answers=answers, score=9)


def handed_over(home, pin="4711"):
    browser = signed_in(home.assessor)
    answer = browser.post(reverse("assessments:hand_over", args=[home.client.public_id]), {"pin": pin})
    assert (answer.status_code, answer.url) == (302, HOME)
    return browser


def test_nothing_else_opens_until_the_screen_is_taken_back(home):
    assessed(home)
    browser = handed_over(home)
    client_page = reverse("clients:client", args=[home.client.public_id])
    start = reverse("assessments:start", args=[home.client.public_id])
    for address in ("/", client_page, start, reverse("notifications:list")):
        answer = browser.get(address)
        assert (answer.status_code, answer.url) == (302, HOME), address
    assert browser.post(reverse("clients:new_note", args=[home.client.public_id]), {}).status_code == 403
    assert browser.get("/api/v1/clients/").status_code in {403, 404}
    for page in (HOME, HOME + "answers/", HOME + "correction/", HOME + "back/", "/no/such/page/"):
        text = browser.get(page, follow=True).content.decode().lower()
        assert not [word for word in HIDDEN if word in text], page
    assert browser.post(HOME + "back/", {"secret": "0000"}).status_code == 422
    browser.post("/language/", {"language": "es"})
    assert "Retirarlo" not in browser.get(HOME + "back/").content.decode(), "nothing is withdrawn here"
    back = browser.post(HOME + "back/", {"secret": "4711"})
    assert (back.status_code, back.url) == (302, client_page)
    assert browser.get(client_page).status_code == 200
    assert browser.get(HOME).status_code == 409


def test_the_password_leads_back_too_and_five_wrong_ones_end_the_session(home):
    user = User.objects.get(pk=home.assessor.user_id)
    user.set_password("a long password of somebody")
    user.save()
    browser = handed_over(home, pin="")
    assert browser.post(HOME + "back/", {"secret": "a long password of somebody"}).status_code == 302
    browser = handed_over(home, pin="")
    for _try in range(4):
        assert browser.post(HOME + "back/", {"secret": "wrong"}).status_code == 422
    assert browser.post(HOME + "back/", {"secret": "wrong"}).status_code == 302
    assert browser.get("/").status_code == 302 and "login" in browser.get("/").url


def test_without_a_password_a_pin_is_needed(home):
    user = User.objects.get(pk=home.assessor.user_id)
    user.set_unusable_password()
    user.save()
    page = reverse("assessments:hand_over", args=[home.client.public_id])
    assert signed_in(home.assessor).post(page, {"pin": ""}).status_code == 422
    assert signed_in(home.assessor).post(page, {"pin": "12"}).status_code == 422


@pytest.mark.case("X16")
def test_the_copy_holds_the_clients_answers_and_nothing_of_staff(home):
    record = assessed(home)
    seen = handed_over(home).get(HOME + "answers/").content.decode()
    browser = signed_in(home.assessor)
    copied = browser.get(reverse("assessments:copy", args=[record.public_id]) + "?lang=es").content.decode()
    for page in (seen, copied):
        assert "A quiet place" in page and "Seems tired" not in page
        assert not [word for word in ("score", "evh", "vulnerab") if word in TOKEN.sub("", page).lower()]
    paper = browser.get(reverse("assessments:copy_pdf", args=[record.public_id]))
    assert paper.content.startswith(b"%PDF") and home.client.identity.last_name not in paper["Content-Disposition"]


def test_the_client_answers_questions_of_the_open_draft(home):
    draft = DraftFactory(client=home.client, enrollment=home.enrollment, started_on="2025-08-06")
    browser = handed_over(home)
    section = browser.get(HOME).content.decode().split(HOME + "questions/")[1].split("/")[0]
    page = HOME + f"questions/{section}/"
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"VB12": "116", "AH08": "171"}).status_code in {302, 422}
    assert browser.get(HOME + "questions/observation/").status_code == 404
    with seeding(home.client.continuum):
        assert Draft.objects.get(pk=draft.pk).answers != {}


def test_a_correction_is_asked_for_once_shown_and_settled(home):
    assessed(home)
    browser, sent = handed_over(home), {"once": str(uuid.uuid4()), "text": "I have two children."}
    for _again in range(2):
        assert browser.post(HOME + "correction/", sent).status_code == 302
    with seeding(home.client.continuum):
        asked = CorrectionRequest.objects.get()
        assert asked.by_client and asked.assessment_id
    worker = signed_in(home.assessor)
    assert "I have two children." in worker.get("/").content.decode()
    page = reverse("assessments:settle_correction", args=[home.client.public_id, asked.public_id])
    assert worker.post(page, {"outcome": "corrected", "answer": ""}).status_code == 422
    assert worker.post(page, {"outcome": "corrected", "answer": "Done in a new HCT"}).status_code == 302
    tab = worker.get(reverse("clients:assessments", args=[home.client.public_id])).content.decode()
    assert "Done in a new HCT" in tab
    new = reverse("assessments:ask_correction", args=[home.client.public_id])
    assert worker.post(new, {"once": str(uuid.uuid4()), "text": "My name is spelled wrong."}).status_code == 302


def page_of(draft, section):
    return reverse("assessments:questions", args=[draft.public_id, section])


def test_one_press_saves_the_page_and_gives_it_to_the_client(home):
    draft = DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)
    set_password(home, "correct horse battery")
    browser = signed_in(home.assessor)
    assert 'name="hand_over"' in browser.get(page_of(draft, "home")).content.decode()
    given = browser.post(page_of(draft, "home"), {"HC01": "Near the river", "hand_over": "1"})
    assert (given.status_code, given.url) == (302, HOME + "questions/home/")
    page = browser.get(given.url).content.decode()
    assert "Near the river" in page
    back = browser.post(HOME + "back/", {"secret": "correct horse battery"})
    assert back.url == page_of(draft, "home")


def test_button_is_not_offered_on_a_topic_that_the_client_never_sees(home):
    draft = DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)
    browser = signed_in(home.assessor)
    assert 'name="hand_over"' in browser.get(page_of(draft, "health")).content.decode()
    browser.post(page_of(draft, "health"), {"VB05": "1", "continue": "1"})
    for section in ("observation", "health"):
        assert 'name="hand_over"' not in browser.get(page_of(draft, section)).content.decode(), section


def test_screen_comes_back_to_the_draft_while_it_is_open(home):
    draft = DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)
    set_password(home, "correct horse battery")
    sent, secret = {"HC01": "Near the river", "hand_over": "1"}, {"secret": "correct horse battery"}
    browser = signed_in(home.assessor)
    browser.post(page_of(draft, "home"), sent)
    with seeding(home.client.continuum):
        Draft.objects.filter(pk=draft.pk).update(status="discarded", ended_at=clock.now())
    back = browser.post(HOME + "back/", secret)
    assert back.url == reverse("clients:client", args=[home.client.public_id])


def test_topic_that_is_asked_once_leads_to_the_next_steps(home):
    draft = DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)
    set_password(home, "correct horse battery")
    assert signed_in(home.assessor).post(page_of(draft, "health"), {"VB05": "1", "hand_over": "1"}).url == HOME


def test_who_has_no_password_chooses_a_pin_and_goes_on_with_the_same_topic(home):
    draft = DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)
    set_password(home, None)
    browser = signed_in(home.assessor)
    asked = browser.post(page_of(draft, "home"), {"HC01": "Near the river", "hand_over": "1"})
    page = reverse("assessments:hand_over", args=[home.client.public_id])
    assert asked.url == f"{page}?draft={draft.public_id}&section=home"
    assert '<input type="hidden" name="section" value="home">' in browser.get(asked.url).content.decode()
    open_page = {"draft": str(draft.public_id), "section": "home"}
    assert browser.post(page, {"pin": "", **open_page}).status_code == 422
    given = browser.post(page, {"pin": "4711", **open_page})
    assert given.url == HOME + "questions/home/"
    assert browser.post(HOME + "back/", {"secret": "4711"}).url == page_of(draft, "home")


def test_carried_over_answer_names_nobody_and_has_no_button_of_the_worker(home):
    said = {"HC01": {"value": "Near the river", "on": "2025-08-01", "by": "Ana Lopez, River Agency"}}
    DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency, suggestions=said)
    page = handed_over(home).get(HOME + "questions/home/").content.decode()
    assert "Near the river" in page and "This was said on" in page
    assert "Ana Lopez" not in page and "ask_again" not in page


def test_no_answer_is_said_in_the_clients_own_words(home):
    draft = DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)
    page = handed_over(home).get(HOME + "questions/home/").content.decode()
    assert "I prefer not to answer" in page and "Client prefers" not in page and "Not asked" not in page
    with seeding(home.client.continuum):
        Draft.objects.filter(pk=draft.pk).update(answers={"HC02": [99]})
    assert "Not asked" in handed_over(home).get(HOME + "questions/home/").content.decode(), "what is chosen stays"


def set_password(home, password):
    """Anew, or none: whoever signs in with a passkey alone has none."""
    user = User.objects.get(pk=home.assessor.user_id)
    user.set_password(password)
    user.save()


def test_rows_and_what_is_said_beside_questions_are_in_words_to_the_client(home):
    DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency, instrument="CRISIS")
    browser = handed_over(home)
    visit = browser.get(HOME + "questions/visit/").content.decode()
    assert "Which language would you like" in visit and "The worker" not in visit
    reach = browser.get(HOME + "questions/reach/").content.decode()
    assert "I prefer not to answer" in reach and "Client prefers" not in reach and "Not asked" not in reach
    for section in ("shelter", "safety"):
        text = browser.get(HOME + f"questions/{section}/").content.decode()
        assert "the client" not in text, section


def test_copy_says_no_answer_in_the_clients_own_words(home):
    answers = full_answers(home.program, HC01={"missing": 9}, HC02=[8])
    AssessmentFactory(client=home.client, enrollment=home.enrollment, answers=answers, score=9)
    page = handed_over(home).get(HOME + "answers/").content.decode()
    assert "I prefer not to answer" in page and "I don’t know" in page
    assert "Client prefers" not in page and "Client doesn’t" not in page
