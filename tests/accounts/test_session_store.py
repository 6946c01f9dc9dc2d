"""Whoever reads or writes the tables of sessions gets nobody's session; the key is in the cookie alone."""

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client as Browser

from cas_portal.accounts.session_store import SessionStore, name_of
from tests.accounts.conftest import PASSWORD, with_password

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def person(assessor):
    return with_password(assessor)


def signed_in(person) -> Browser:
    browser = Browser()
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return browser


def key_of(browser) -> str:
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def with_key(key: str) -> Browser:
    browser = Browser()
    browser.cookies[settings.SESSION_COOKIE_NAME] = key
    return browser


def is_in(browser) -> bool:
    return browser.get("/").status_code == 200


def test_no_table_holds_the_key_of_a_cookie(person):
    browser = signed_in(person)
    assert is_in(browser)
    key = key_of(browser)
    assert Session.objects.get().pk == UserSession.objects.get().session_key == name_of(key)
    with connection.cursor() as cursor:
        for table in ("django_session", "usersessions_usersession", "django_cache"):
            cursor.execute(f"SELECT count(*) FROM {table} AS t WHERE strpos(t::text, %s) > 0", [key])
            assert cursor.fetchone()[0] == 0, table


def test_what_the_tables_hold_opens_nothing(person):
    browser = signed_in(person)
    assert not is_in(with_key(Session.objects.get().pk))
    assert is_in(with_key(key_of(browser)))


def test_a_session_copied_under_a_name_of_ones_own_is_empty(person):
    signed_in(person)
    mine = "a key that somebody chose for themselves"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_session SELECT %s, session_data, expire_date FROM django_session", [name_of(mine)]
        )
    assert not is_in(with_key(mine))
    assert not SessionStore(name_of(mine)).load()


def test_the_key_changes_with_the_sign_in_and_stays_afterwards(person):
    browser = Browser()
    browser.get("/accounts/login/")
    before = browser.session.cookie
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    after = key_of(browser)
    assert after != before
    assert browser.get("/").status_code == 200
    assert key_of(browser) == after


def test_signing_in_elsewhere_and_out_end_the_session_by_its_name(person):
    first, second = signed_in(person), signed_in(person)
    before = name_of(key_of(first)), name_of(key_of(second))
    assert [Session.objects.filter(pk=name).exists() for name in before] == [False, True]
    assert (is_in(first), is_in(second)) == (False, True)
    second.post("/accounts/logout/")
    assert not Session.objects.filter(pk__in=before).exists()
    assert not is_in(second)
