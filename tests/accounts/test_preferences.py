"""How somebody wants the portal to speak and look: language, text size, single keys."""

import pytest
from django.test import Client as Browser

from cas_portal.accounts.models import Membership
from cas_portal.time import clock
from tests.accounts.conftest import user_of
from tests.clients.acting import signed_in

pytestmark = pytest.mark.django_db


def spoken(answer) -> str:
    return answer.headers["Content-Language"]


def test_a_visitor_chooses_a_language_for_this_browser():
    browser = Browser()
    answer = browser.post("/language/", {"language": "es", "next": "/privacy/"})
    assert answer.url == "/privacy/" and answer.cookies["language"]["httponly"]
    assert not answer.cookies["language"]["max-age"]  # gone with the browser
    assert spoken(browser.get("/privacy/")) == "es"


def test_the_language_of_an_account_goes_with_the_person(assessor):
    signed_in(assessor).post("/language/", {"language": "es", "next": "/me/"})
    assert user_of(assessor).language == "es"
    elsewhere = signed_in(assessor)
    assert spoken(elsewhere.get("/me/")) == "es"
    elsewhere.post("/language/", {"language": "en"})
    assert spoken(elsewhere.get("/me/")) == "en"


def test_somebody_whose_role_ended_may_still_choose_a_language(assessor):
    browser = signed_in(assessor)
    Membership.objects.filter(user_id=assessor.user_id).update(ends_at=clock.now())
    browser.post("/language/", {"language": "es"})
    assert user_of(assessor).language == "es"
    assert spoken(browser.get("/no-role/")) == "es"


@pytest.mark.parametrize("sent", [{}, {"language": "xx"}, {"language": "../es"}])
def test_a_language_that_is_not_offered_changes_nothing(assessor, sent):
    answer = signed_in(assessor).post("/language/", sent)
    assert answer.status_code == 302 and "language" not in answer.cookies
    assert user_of(assessor).language == ""


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "", "javascript:alert(1)"])
def test_the_way_back_stays_inside_the_portal(back):
    assert Browser().post("/language/", {"language": "es", "next": back}).url == "/"


def test_the_switch_answers_to_posts_only():
    assert Browser().get("/language/").status_code == 405


def test_every_page_has_the_switch(assessor):
    for page in (Browser().get("/welcome/"), signed_in(assessor).get("/me/")):
        text = page.content.decode()
        assert 'action="/language/"' in text and 'lang="es"' in text


@pytest.mark.slow
def test_looks_go_with_the_person(assessor):
    browser = signed_in(assessor)
    assert browser.get("/me/looks/").status_code == 200
    assert browser.post("/me/looks/", {"language": "es", "text_size": "huge"}).status_code == 422
    assert browser.post("/me/looks/", {"language": "es", "text_size": "largest"}).url == "/me/"
    page = signed_in(assessor).get("/me/")
    text = page.content.decode()
    assert spoken(page) == "es" and 'data-text-size="largest"' in text and 'data-shortcuts="off"' in text
    browser.post("/me/looks/", {"language": "", "text_size": "", "single_keys": "on"})
    text = browser.get("/me/").content.decode()
    assert "data-text-size" not in text and "data-shortcuts" not in text
