"""Two tabs, two answers: a page shows both and who gave the other, and the worker chooses."""

import json
import re
from html import unescape

import pytest
from django.urls import reverse

from assessments.models import Draft
from cas_portal.access.roles import Role
from tests.factories.accounts import staff
from tests.factories.assessments import DraftFactory, ready_household
from tests.factories.base import seeding

pytestmark = pytest.mark.slow


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def draft(home):
    return DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)


def url(draft, section="health"):
    return reverse("assessments:questions", args=[draft.public_id, section])


def hidden(answer, name):
    return unescape(re.search(rf'name="{name}"[^>]*value="([^"]*)"', answer.content.decode()).group(1))


def answers(draft):
    with seeding(draft.agency.continuum):
        return Draft.objects.get(pk=draft.pk).answers


def clashing(home, draft, browse):
    """Two tabs open the same page; both answer the same question. Returns the browser and the page with both."""
    person = browse(home.assessor)
    was = hidden(person.get(url(draft)), "was")
    person.post(url(draft), {"VB05": "1", "was": was, "page": "one"}, headers={"HX-Request": "true"})
    return person, person.post(url(draft), {"VB05": "0", "VB07": "1", "was": was, "page": "two", "leave": "1"})


def test_the_page_shows_both_and_keeps_the_rest(home, draft, browse):
    _person, page = clashing(home, draft, browse)
    text = page.content.decode()
    assert page.status_code == 409
    assert "You saved this on" in text and ", on another page." in text and "You typed this." in text
    assert answers(draft) == {"VB05": 1, "VB07": 1}


@pytest.mark.parametrize(("choice", "kept"), [("mine", 0), ("theirs", 1)])
def test_the_worker_chooses_and_goes_where_the_button_said(choice, kept, home, draft, browse):
    person, page = clashing(home, draft, browse)
    form = {"settle": "1", "leave": "1", "both": hidden(page, "both"), "settle-VB05": choice}
    assert person.post(url(draft), form).url == reverse("assessments:tasks", args=[draft.public_id])
    assert answers(draft)["VB05"] == kept


def test_without_a_choice_the_page_asks_again(home, draft, browse):
    person, page = clashing(home, draft, browse)
    again = person.post(url(draft), {"settle": "1", "both": hidden(page, "both")})
    assert again.status_code == 409
    assert "Choose which of the two answers is right" in again.content.decode()


def test_a_third_answer_meanwhile_is_shown_again(home, draft, browse):
    person, page = clashing(home, draft, browse)
    person.post(url(draft), {"VB05": "8", "was": json.dumps({"answers": {"VB05": 1}, "offers": {}}), "page": "three"})
    again = person.post(url(draft), {"settle": "1", "both": hidden(page, "both"), "settle-VB05": "mine"})
    assert again.status_code == 409 and "doesn’t know" in again.content.decode()
    assert answers(draft)["VB05"] == 8


@pytest.mark.parametrize("both", ["", "nonsense", "[1]", '[{"link_id": "nothing"}]'])
def test_a_form_that_is_not_ours_changes_nothing(both, home, draft, browse):
    assert browse(home.assessor).post(url(draft), {"settle": "1", "both": both}).status_code == 302
    assert answers(draft) == {}


def test_saving_in_passing_says_so_beside_the_question(home, draft, browse):
    person = browse(home.assessor)
    was = hidden(person.get(url(draft)), "was")
    passing = {"headers": {"HX-Request": "true"}}
    person.post(url(draft), {"VB05": "1", "was": was, "page": "one"}, **passing)
    late = person.post(url(draft), {"VB05": "0", "VB07": "1", "was": was, "page": "two"}, **passing)
    assert late["X-Clash"] == "1"
    assert "you choose which answer is right" in late.content.decode()
    assert json.loads(hidden(late, "was"))["answers"] == {"VB07": 1}


def test_skipping_goes_on_and_keeps_what_was_typed(home, draft, browse):
    answer = browse(home.assessor).post(url(draft, "household"), {"AH06": "many", "skip": "1"})
    assert answer.status_code == 302
    with seeding(draft.agency.continuum):
        assert Draft.objects.get(pk=draft.pk).unfinished == {"AH06": "many"}


def test_the_key_for_a_device_is_given_to_a_signed_in_person_alone(home, client, browse):
    address = reverse("assessments:keeping_key")
    assert client.post(address, {"device": "a" * 32}).status_code == 302
    person = browse(home.assessor)
    given = person.post(address, {"device": "a" * 32})
    assert len(given.json()["key"]) == 44 and given["Cache-Control"] == "no-store"
    assert person.post(address, {"device": "../"}).status_code == 422
    assert person.get(address).status_code == 405


def test_a_survivors_page_keeps_nothing_on_the_device(browse):
    home = ready_household(survivor=True)
    draft = DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)
    page = browse(home.assessor).get(url(draft)).content.decode()
    assert "data-autosave" in page and "data-keep " not in page


def test_the_service_worker_is_sent_from_the_root(client, db):
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"] == "text/javascript" and b"/static/" in answer.content


def test_the_answer_of_somebody_else_is_theirs_by_name(home, draft, browse):
    other = staff(Role.ASSESSOR, home.agency)
    was = hidden(browse(home.assessor).get(url(draft)), "was")
    browse(other).post(url(draft), {"VB05": "1", "was": was, "page": "one"}, headers={"HX-Request": "true"})
    mine = browse(home.assessor)
    beside = mine.post(url(draft), {"VB05": "0", "was": was, "page": "two"}, headers={"HX-Request": "true"})
    assert f"{other.name} saved" in beside.content.decode() and beside["X-Clash"] == "1"
    assert beside["X-Saved-Time"].endswith(("AM", "PM"))
    page = mine.post(url(draft), {"VB05": "0", "was": was, "page": "two", "leave": "1"})
    assert f"{other.name} saved this on" in page.content.decode()
