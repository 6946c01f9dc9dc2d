"""What is typed to find a client stands in no address and, readable, in no row."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.accounts.session_store import SessionStore
from cas_portal.time import clock
from clients.views import searches
from tests.clients.acting import signed_in
from tests.factories.accounts import staff

FIND = reverse("clients:find")


@pytest.mark.parametrize("page", ["find", "add_member"])
def test_address_of_the_answer_holds_a_token_only(browser, person, page):
    address = FIND if page == "find" else reverse("clients:add_member", args=[person.public_id])
    answer = browser.post(address, {"q": "rosa example"})
    assert answer.url.startswith(f"{address}?search=")
    assert "rosa" not in answer.url.lower()
    assert str(person.public_id) in browser.get(answer.url).content.decode()


def test_no_form_that_looks_for_people_is_sent_in_an_address(browser, person):
    for url in ("/", FIND, reverse("clients:add_member", args=[person.public_id]), "/nowhere/"):
        page = browser.get(url).content.decode()
        forms = [text.partition(">")[0] for text in page.split("<form")[1:]]
        assert [form for form in forms if "search" in form and 'method="post"' not in form] == []


def test_name_in_an_address_is_not_searched_for(browser, person):
    assert str(person.public_id) not in browser.get(FIND, {"q": "rosa"}).content.decode()


def test_search_is_open_to_the_one_who_typed_it(browser, assessor, person):
    answer = browser.post(FIND, {"q": "rosa"})
    page = signed_in(assessor).get(answer.url).content.decode()
    assert "This search is over" in page
    assert str(person.public_id) not in page


def test_search_ends_after_its_time(browser, person, monkeypatch):
    monkeypatch.setattr(searches, "SECONDS", 60)
    answer = browser.post(FIND, {"q": "rosa"})
    with clock.freeze(clock.now() + timedelta(seconds=61)):
        assert "This search is over" in browser.get(answer.url).content.decode()


def test_ten_searches_are_kept(browser, person):
    first = browser.post(FIND, {"q": "rosa"}).url
    for _again in range(searches.KEPT):
        last = browser.post(FIND, {"q": "rosa"}).url
    assert "This search is over" in browser.get(first).content.decode()
    assert str(person.public_id) in browser.get(last).content.decode()


def kept_words() -> str:
    return " ".join(str(SessionStore(session.pk).load()) for session in Session.objects.all())


def test_kept_words_cannot_be_read_from_the_table(browser, person):
    browser.post(FIND, {"q": "rosa example"})
    assert "searches" in kept_words()
    assert "rosa" not in kept_words().lower()


def test_of_a_survivors_name_nothing_is_kept(agency, monkeypatch):
    monkeypatch.setattr(searches, "seal_at", lambda place, text: text.encode())
    monkeypatch.setattr(searches, "unseal_at", lambda place, text: text.decode())
    browser = signed_in(staff(Role.VSP_ASSESSOR, agency))
    page = browser.post(FIND, {"q": "Zephyrine Canary SV-2026-000123"}, follow=True)
    assert "Zephyrine" not in page.content.decode()
    assert "SV-2026-000123" in page.content.decode()


@pytest.mark.parametrize("token", ["x", "\x00", "é", "A" * 5000])
def test_made_up_token_finds_nothing(browser, person, token):
    assert "This search is over" in browser.get(FIND, {"search": token}).content.decode()
