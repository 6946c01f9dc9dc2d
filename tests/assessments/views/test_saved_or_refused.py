"""What an answer says to the scripts that repeat: saved, changed, refused for good, busy, or held for the sign-in."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.test import Client as Browser
from django.urls import reverse

from assessments.models import Draft
from assessments.views import questions
from cas_portal.access.held import HELD
from cas_portal.accounts.sessions import SessionsAdapter
from cas_portal.time import clock
from tests.factories.assessments import DraftFactory, ready_household
from tests.factories.base import seeding

pytestmark = pytest.mark.slow
PASSING = {"HX-Request": "true", "Idempotency-Key": "one"}
BACKEND = "cas_portal.accounts.backends.MembershipBackend"


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def draft(home):
    return DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)


def url(draft):
    return reverse("assessments:questions", args=[draft.public_id, "health"])


def stored(draft):
    with seeding(draft.agency.continuum):
        return Draft.objects.get(pk=draft.pk)


def test_a_saving_says_when_and_a_repeat_that_nothing_changed(home, draft, browse):
    person = browse(home.assessor)
    first = person.post(url(draft), {"VB05": "1"}, headers=PASSING)
    assert first["X-Saved-At"].startswith("2025-08-05T17:00:00") and first["X-Changed"] == "1"
    with clock.freeze(clock.now() + timedelta(minutes=5)):
        again = person.post(url(draft), {"VB05": "1"}, headers=PASSING)
    assert again["X-Saved-At"] == first["X-Saved-At"] and "X-Changed" not in again


def test_a_repeat_of_what_met_another_answer_is_told_so_again(home, draft, browse):
    person, was = browse(home.assessor), '{"answers": {}, "offers": {}}'
    person.post(url(draft), {"VB05": "1", "was": was, "page": "one"}, headers={"HX-Request": "true"})
    late = {"VB05": "0", "VB07": "1", "was": was, "page": "two"}
    for _time in range(2):
        answer = person.post(url(draft), late, headers=PASSING)
        assert answer["X-Clash"] == "1"
    assert stored(draft).answers == {"VB05": 1, "VB07": 1}


def test_a_closed_draft_refuses_for_good(home, draft, browse):
    with seeding(draft.agency.continuum):
        Draft.objects.filter(pk=draft.pk).update(status="discarded", ended_at=clock.now())
    answer = browse(home.assessor).post(url(draft), {"VB05": "1"}, headers=PASSING)
    assert (answer.status_code, answer["X-Refused"]) == (409, "conflict")


def test_a_row_that_somebody_holds_is_busy_and_no_refusal(home, draft, browse, monkeypatch):
    def locked(*_all, **_named):
        raise OperationalError from type("Locked", (Exception,), {"sqlstate": "55P03"})()

    monkeypatch.setattr(questions.services, "save_answers", locked)
    answer = browse(home.assessor).post(url(draft), {"VB05": "1"}, headers=PASSING)
    assert (answer.status_code, answer["X-Refused"]) == (409, "busy")


def test_what_is_not_there_says_no_more_than_that(draft, browse):
    stranger = ready_household().assessor
    answer = browse(stranger).post(url(draft), {"VB05": "1"}, headers=PASSING)
    assert answer.status_code == 404 and "X-Refused" not in answer


def test_a_page_that_is_out_of_date_is_not_refused_by_the_portal(home, draft):
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(get_user_model().objects.get(pk=home.assessor.user_id), backend=BACKEND)
    answer = browser.post(url(draft), {"VB05": "1"}, headers=PASSING)
    assert answer.status_code == 403 and "X-Refused" not in answer


@pytest.mark.parametrize("survivor", [False, True])
def test_an_answer_is_held_when_the_person_signed_in_somewhere_else(survivor, db):
    home = ready_household(survivor=survivor)
    draft = DraftFactory(client=home.client, enrollment=home.enrollment, agency=home.agency)
    user = get_user_model().objects.get(pk=home.assessor.user_id)
    browser = Browser()
    browser.force_login(user, backend=BACKEND)
    here = UserSession.objects.create(user=user, session_key=browser.session.session_key, ip="127.0.0.1", data={})
    SessionsAdapter().end_sessions([here])
    answer = browser.post(url(draft), {"VB05": "1"}, headers=PASSING)
    assert (answer.status_code, answer["X-Held"]) == (401, "1")
    assert "VB05" not in browser.session[HELD]
    browser.force_login(user, backend=BACKEND)
    page = browser.get(url(draft), follow=True).content.decode()
    assert "What you typed when the session ended is saved." in page
    assert stored(draft).answers == {"VB05": 1}


def test_nothing_is_held_of_a_visitor_nobody_knows(draft):
    answer = Browser().post(url(draft), {"VB05": "1"}, headers=PASSING)
    assert answer.status_code == 401 and "X-Held" not in answer
