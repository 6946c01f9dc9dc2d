"""Every answer given in client view is saved when it changes, once, into the draft the page is of."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse

from assessments import client_topics
from assessments.models import Draft
from assessments.versions import current_definition
from cas_portal.access.held import HELD
from cas_portal.time import clock
from tests.clients.acting import signed_in
from tests.factories.assessments import DraftFactory, ready_household
from tests.factories.base import seeding

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HEALTH = "/assessments/client-view/questions/health/"
PASSING = {"HX-Request": "true", "Idempotency-Key": "one"}


@pytest.fixture(autouse=True)
def today():
    with clock.freeze(datetime(2025, 8, 6, 19, tzinfo=UTC)):
        yield


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def draft(home):
    return draft_of(home)


def draft_of(home, **facts):
    day, now = clock.today(), clock.now()
    return DraftFactory(
        client=home.client, enrollment=home.enrollment, agency=home.agency, started_on=day, saved_at=now, **facts
    )


def handed_over(home):
    browser = signed_in(home.assessor)
    browser.post(reverse("assessments:hand_over", args=[home.client.public_id]), {"pin": "4711"})
    return browser


def stored(draft):
    with seeding(draft.agency.continuum):
        return Draft.objects.get(pk=draft.pk)


def hidden(answer, name):
    return unescape(re.search(rf'name="{name}"[^>]*value="([^"]*)"', answer.content.decode()).group(1))


def opened(browser):
    """What a page sends of itself."""
    page = browser.get(HEALTH)
    return {name: hidden(page, name) for name in ("draft", "page", "was", "opened")}


def test_the_page_saves_like_the_workers_own_and_keeps_for_it(home, draft):
    page = handed_over(home).get(HEALTH).content.decode()
    own = reverse("assessments:questions", args=[draft.public_id, "health"])
    assert f'data-autosave data-keep data-keep-url="{own}" hx-post="{HEALTH}"' in page
    assert "Not saved yet, will retry" in page and 'data-kept-says="here"' in page


def test_of_a_survivor_the_page_keeps_nothing(db):
    home = ready_household(survivor=True)
    draft_of(home)
    page = handed_over(home).get(HEALTH).content.decode()
    assert "data-autosave hx-post" in page and "data-keep " not in page and "data-keeping" not in page


def test_in_the_clients_hands_a_page_gets_the_key_of_that_alone(home, draft):
    address, browser = reverse("assessments:keeping_key"), handed_over(home)
    about, other = str(home.client.public_id), "00000000-0000-0000-0000-000000000007"
    asked = {about: browser.post(address, {"device": "a" * 32, "about": about})}
    for refused in ("", other, "x"):
        assert browser.post(address, {"device": "a" * 32, "about": refused}).status_code == 403
    browser.post("/assessments/client-view/back/", {"secret": "4711"})
    for kind in ("", about, other):
        asked[f"own {kind}"] = browser.post(address, {"device": "a" * 32, "about": kind})
    keys = {name: answer.json()["key"] for name, answer in asked.items()}
    assert keys[about] == keys[f"own {about}"] and len(set(keys.values())) == 3
    assert browser.post(address, {"device": "a" * 32, "about": "x"}).status_code == 422


def test_what_the_device_kept_of_the_client_touches_no_answer_of_the_worker(home, draft):
    """The worker's own page takes it, without the questions that the client is not asked."""
    kept = {"asked": "client", "was": '{"answers": {}, "offers": {}}', "page": "one", "HC01": "Near the river"}
    with seeding(draft.agency.continuum):
        Draft.objects.filter(pk=draft.pk).update(unfinished={"HC04": "many"})
    own = reverse("assessments:questions", args=[draft.public_id, "home"])
    signed_in(home.assessor).post(own, kept, headers=PASSING)
    assert (stored(draft).answers, stored(draft).unfinished) == ({"HC01": "Near the river"}, {"HC04": "many"})


def test_an_answer_is_saved_when_it_changes_and_a_repeat_changes_nothing(home, draft):
    browser = handed_over(home)
    of_page = opened(browser)
    first = browser.post(HEALTH, {**of_page, "VB05": "1"}, headers=PASSING)
    assert first.status_code == 200 and first["X-Saved-At"] and first["X-Changed"] == "1"
    again = browser.post(HEALTH, {**of_page, "VB05": "1"}, headers=PASSING)
    assert again["X-Saved-At"] and "X-Changed" not in again
    assert (stored(draft).answers, stored(draft).revision) == ({"VB05": 1}, 1)


def test_what_is_no_answer_yet_is_kept_and_said_beside_the_question(home, draft):
    page = HEALTH.replace("health", "household")
    answer = handed_over(home).post(page, {"draft": str(draft.public_id), "AH06": "many"}, headers=PASSING)
    assert "Not saved:" in answer.content.decode()
    assert stored(draft).unfinished == {"AH06": "many"}


def test_an_older_page_overwrites_nobody_and_the_client_chooses(home, draft):
    browser = handed_over(home)
    first, second = opened(browser), opened(browser)
    browser.post(HEALTH, {**first, "VB05": "1"}, headers={"HX-Request": "true"})
    late = browser.post(HEALTH, {**second, "VB05": "0", "VB07": "1"}, headers={"HX-Request": "true"})
    assert late["X-Clash"] == "1" and stored(draft).answers == {"VB05": 1, "VB07": 1}
    page = browser.post(HEALTH, {**second, "VB05": "0", "VB07": "1"})
    text = page.content.decode()
    assert page.status_code == 409 and "You typed this." in text and 'class="site-search' not in text
    choice = {name: hidden(page, name) for name in ("draft", "both", "opened")}
    settled = browser.post(HEALTH, {**choice, "settle": "1", "settle-VB05": "mine"})
    assert settled.status_code == 302 and settled.url.startswith("/assessments/client-view/")
    assert stored(draft).answers == {"VB05": 0, "VB07": 1}


def test_a_page_saves_into_the_draft_it_shows(home, draft):
    browser = handed_over(home)
    of_page = opened(browser)
    with clock.freeze(clock.now() + timedelta(minutes=5)):
        other = draft_of(home, instrument="CRISIS")
        browser.post(HEALTH, {**of_page, "VB05": "1"}, headers=PASSING)
    assert (stored(draft).answers, stored(other).answers) == ({"VB05": 1}, {})


def test_another_row_stays_with_the_same_topic(home):
    draft, page = draft_of(home, instrument="CRISIS"), HEALTH.replace("health", "reach")
    row = {"CR30-0-kind": "phone", "CR30-0-value": "916 555 0142", "CR30-0-message": "1", "CR30-0-text": "1"}
    answer = handed_over(home).post(page, {"draft": str(draft.public_id), **row, "more_rows": "1"})
    assert answer.url == page
    assert stored(draft).answers["CR30"][0]["CR30.value"]


def test_saving_opens_no_way_out(home, draft):
    browser = handed_over(home)
    browser.post(HEALTH, {**opened(browser), "VB05": "1"}, headers=PASSING)
    own = reverse("assessments:questions", args=[draft.public_id, "health"])
    assert browser.get(own).url == "/assessments/client-view/"
    assert browser.post(own, {"VB05": "0"}, headers=PASSING).status_code == 403
    assert browser.post("/assessments/client-view/back/", {"secret": "0000"}).status_code == 422
    assert browser.post("/assessments/client-view/back/", {"secret": "4711"}).status_code == 302
    assert stored(draft).answers == {"VB05": 1}


def after_the_end(home, **sent):
    """Send answers from a page in client view when the session has ended, and sign in again as somebody."""
    browser = handed_over(home)
    of_page = opened(browser)
    session = browser.session
    session["session_seen"] = clock.now().timestamp() - settings.SESSION_IDLE_SECONDS - 5
    session.save()
    answer = browser.post(HEALTH, {**of_page, **sent}, headers=PASSING)
    assert (answer.status_code, answer["X-Held"]) == (401, "1")
    return browser


def sign_in(browser, actor):
    user = get_user_model().objects.get(pk=actor.user_id)
    browser.force_login(user, backend="cas_portal.accounts.backends.MembershipBackend")


def test_what_was_sent_after_the_end_is_saved_when_the_worker_signs_in(home, draft):
    browser = after_the_end(home, VB05="1")
    sign_in(browser, home.assessor)
    answer = browser.get(HEALTH, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("assessments:questions", args=[draft.public_id, "health"])
    assert "What you typed when the session ended is saved." in answer.content.decode()
    assert stored(draft).answers == {"VB05": 1} and HELD not in browser.session
    assert browser.get(HEALTH).status_code == 409


def test_two_answers_after_the_end_are_chosen_from_on_the_workers_page(home, draft):
    browser = after_the_end(home, VB05="1")
    with seeding(draft.agency.continuum):
        Draft.objects.filter(pk=draft.pk).update(answers={"VB05": 0}, saves={"VB05": {"revision": 1, "by": "Lu"}})
    sign_in(browser, home.assessor)
    page = browser.get(HEALTH)
    own = reverse("assessments:questions", args=[draft.public_id, "health"])
    assert page.status_code == 409 and f'action="{own}"' in page.content.decode()
    assert json.loads(hidden(page, "both"))[0]["mine"] == 1


@pytest.mark.parametrize("named", ["", "nobody", "00000000-0000-0000-0000-000000000007"])
def test_what_names_no_draft_saves_nothing(home, draft, named):
    browser = after_the_end(home, VB05="1", draft=named)
    sign_in(browser, home.assessor)
    assert browser.get(HEALTH).status_code == 404
    assert stored(draft).answers == {}


def test_what_is_asked_once_is_saved_to_the_end_by_the_page_that_asks_it_and_by_no_other(home, draft):
    browser = handed_over(home)
    of_page = opened(browser)
    browser.post(HEALTH, {**of_page, "VB05": "1"}, headers=PASSING)
    assert browser.get(HEALTH).status_code == 404
    more = {**of_page, "VB05": "1", "VB07": "1"}
    for seal in ("", "made up", of_page["opened"][:-1], opened_for(draft_of(home, instrument="CRISIS"))):
        assert browser.post(HEALTH, {**more, "opened": seal}).status_code == 404
    assert browser.post(HEALTH, more, headers=PASSING | {"Idempotency-Key": "two"})["X-Saved-At"]
    assert stored(draft).answers == {"VB05": 1, "VB07": 1}
    done = browser.post(HEALTH, more)
    assert done.status_code == 302 and done.url != HEALTH


def opened_for(draft):
    return client_topics.seal(draft, list(current_definition("HCT").items.values()))
