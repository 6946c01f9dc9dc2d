"""What an answer could betray stays off paper and off the screen in the client's hands, unless somebody asks for it."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from assessments import copies
from assessments.models import Draft
from assessments.versions import INSTRUMENTS, current_definition
from cas_portal.time import clock
from clients import pdf
from tests.clients.acting import signed_in
from tests.factories.assessments import AssessmentFactory, DraftFactory, full_answers, ready_household
from tests.factories.base import seeding

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ANSWERS = "/assessments/client-view/answers/"
TOLD = {
    "VB01": 1, "VB02": 1, "VB03": 1, "VB04": 1, "VB08": [8], "HC03A": ["zone_central"], "HC21": 1, "HC23": "yes",
    "HC50": 1, "HC51D": 2, "HC52": ["threats"], "HC01": "A quiet place",
}  # fmt: skip
# Words of questions, in both languages, that must be nowhere.
BETRAY = (
    "violence", "survivor", "getting away", "HIV", "pregnan", "long-lasting", "sex offender", "methamphetamine",
    "stay away from", "jail", "violencia", "sobreviv", "huyendo", "embarazada", "delincuente", "cárcel", "VIH",
)  # fmt: skip


@pytest.fixture(autouse=True)
def today():
    with clock.freeze(datetime(2025, 8, 6, 19, tzinfo=UTC)):
        yield


@pytest.fixture
def home(db):
    return ready_household()


# Random letters of a page, in which three of a word may stand by chance.
TOKENS = re.compile(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|\b[0-9a-f]{32}\b')


@pytest.fixture
def record(home):
    answers = full_answers(home.program, **TOLD)
    return AssessmentFactory(client=home.client, enrollment=home.enrollment, answers=answers)


def url(verb, row, more=""):
    return reverse(f"assessments:{verb}", args=[row.public_id]) + more


def paper(page):
    """What prints of a page: all but the parts that say they do not."""
    kept, depth, skip = [], 0, None
    for token in re.split(r"(<[^>]+>)", page):
        opens = re.match(r"<(\w+)", token)
        void = token.endswith("/>") or (opens and opens.group(1) in {"input", "br", "img", "meta", "link", "hr"})
        if opens and not void:
            depth += 1
            if skip is None and "no-print" in token:
                skip = depth
        if skip is None:
            kept.append(token)
        if token.startswith("</"):
            skip = None if skip == depth else skip
            depth -= 1
    return "".join(kept)


def betrayed(text):
    read = TOKENS.sub("", text).lower()
    return [word for word in BETRAY if word.lower() in read]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_copy_leaves_them_out_and_says_the_same_to_everybody(home, record, language, monkeypatch):
    browser = signed_in(home.assessor)
    page = browser.get(url("copy", record, f"?lang={language}")).content.decode()
    assert betrayed(paper(page)) == [] and "A quiet place" in paper(page)
    printed = []
    monkeypatch.setattr(pdf, "render", lambda sheet, at: printed.append(sheet) or b"%PDF-1.7")
    browser.get(url("copy_pdf", record, f"?lang={language}"))
    assert betrayed(repr(printed)) == []
    plain = AssessmentFactory(client=home.client, enrollment=home.enrollment, answers={"HC01": "Green"})
    page = browser.get(url("copy", plain)).content.decode()
    assert "Private answers are not on this copy" in page, "also where there are none"


def test_they_are_there_when_asked_for_with_a_warning_and_a_mark_in_the_log(home, record, monkeypatch):
    logged = []
    monkeypatch.setattr("cas_portal.audit.record.log_act", lambda act, **more: logged.append((act, more["purpose"])))
    browser = signed_in(home.assessor)
    page = browser.get(url("copy", record, "?private=1&lang=es")).content.decode()
    assert "Give it to the client alone" in page and "violencia" in paper(page)
    assert "?lang=en&amp;private=1" in page and url("copy_pdf", record, "?lang=es&amp;private=1") in page
    browser.get(url("copy_pdf", record, "?private=1"))
    browser.get(url("copy_pdf", record, "?private=yes"))
    assert [row for row in logged if row[0] == "printed"] == [
        ("printed", "answers_pdf_private"),
        ("printed", "answers_pdf"),
    ]


@pytest.mark.case("X16")
def test_neither_copy_says_a_score(home, record):
    browser = signed_in(home.assessor)
    for more in ("", "?private=1"):
        text = paper(browser.get(url("copy", record, more)).content.decode()).lower()
        assert not any(word in text for word in ("score", "evh", "vulnerab", "threshold"))


def test_the_screen_in_the_clients_hands_opens_them_only_on_request(home, record):
    browser = signed_in(home.assessor)
    browser.post(reverse("assessments:hand_over", args=[home.client.public_id]), {"pin": "4711"})
    page = browser.get(ANSWERS).content.decode()
    assert betrayed(page) == [] and "A quiet place" in page
    assert "Open them only when nobody else can see this screen." in page and ANSWERS + "?private=1" in page
    page = browser.get(ANSWERS + "?private=1").content.decode()
    assert "getting away from it now" in page and "Hide my private answers" in page


def test_questions_in_the_clients_hands_do_not_tell_what_was_answered(home):
    draft = DraftFactory(
        client=home.client, enrollment=home.enrollment, created_by_id=home.assessor.user_id,
        answers={"VB01": 1}, suggestions={"VB07": {"value": 1, "on": "2025-08-01", "source": "x"}},
    )  # fmt: skip
    browser = signed_in(home.assessor)
    browser.post(reverse("assessments:hand_over", args=[home.client.public_id]), {"pin": "4711"})
    asked = {name: browser.get(f"/assessments/client-view/questions/{name}/") for name in ("safety", "health")}
    assert [answer.status_code for answer in asked.values()] == [404, 404]
    assert "Safety at home" not in browser.get("/assessments/client-view/").content.decode()
    with seeding(home.client.continuum):
        Draft.objects.filter(pk=draft.pk).update(answers={}, suggestions={})
    assert browser.get("/assessments/client-view/questions/safety/").status_code == 200, "unanswered, they are asked"


def test_a_page_of_the_staff_prints_without_them(home, record):
    page = signed_in(home.assessor).get(url("show", record)).content.decode()
    assert "getting away from it now" in page
    assert betrayed(paper(page)) == [] and "A quiet place" in paper(page)


def test_every_instrument_marks_what_could_betray():
    for name in INSTRUMENTS:
        definition = current_definition(name)
        for item in definition.items.values():
            words = f"{item.text.en} {' '.join(option.text.en for option in item.options)}".lower()
            telling = ("violence", "hiv", "pregnan", "sex-offender", "sex offender", "survivor", "crime", "convicted")
            if not item.worker_answers and any(word in words for word in telling):
                assert item.sensitive, f"{name} {item.link_id}: {item.text.en}"


def test_every_mark_has_its_words():
    marks = {item.sensitive for name in INSTRUMENTS for item in current_definition(name).items.values()}
    assert marks - {None} == set(copies.TOPICS)
