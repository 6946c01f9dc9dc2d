"""Pages of no single app, and the headers every page carries."""

import re

import pytest
from django.db import DatabaseError
from django.test import Client as Browser

from cas_portal.accounts.models import User
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db
BACKEND = "cas_portal.accounts.backends.MembershipBackend"
STRICT = {
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
}


@pytest.fixture
def browser():
    """A browser in which an assessor is signed in."""
    signed_in = Browser()
    signed_in.force_login(
        User.objects.get(pk=staff().user_id), backend="cas_portal.accounts.backends.MembershipBackend"
    )
    return signed_in


def policy(response) -> set[str]:
    return {part.strip() for part in response["Content-Security-Policy"].split(";")}


@pytest.mark.parametrize(
    ("path", "scripts"),
    [("/", "script-src 'nonce-[^' ]+'"), ("/nothing-here", "script-src 'nonce-[^' ]+'"), ("/livez", "script-src")],
)
def test_every_answer_carries_the_strict_policy_without_exceptions(browser, path, scripts):
    found = policy(browser.get(path))
    assert found >= STRICT
    (rest,) = found - STRICT
    assert re.fullmatch(scripts, rest)


def test_pages_are_kept_by_no_cache(browser):
    response = browser.get("/")
    assert response["Cache-Control"] == "no-store"
    assert "HX-Request" in response["Vary"]
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_today_asks_strangers_to_sign_in(client):
    response = client.get("/")
    assert response.status_code == 302
    assert response.url == "/accounts/login/?next=/"


def test_today_sends_an_expired_session_to_sign_in_through_htmx(client):
    response = client.get("/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/"})
    assert response.status_code == 401
    assert response["HX-Redirect"].startswith("/accounts/login/")


def test_today_greets_a_member(browser):
    assert browser.get("/").status_code == 200


def test_a_member_whose_membership_ended_is_out_on_the_next_request(browser):
    user = User.objects.get()
    user.memberships.update(ends_at=user.created_at)
    assert browser.get("/").status_code == 302


def test_livez_needs_nothing(client):
    assert client.get("/livez").json() == {"alive": True}


def test_readyz_knows_the_database_is_migrated(client):
    assert client.get("/readyz").json() == {"ready": True}


def test_readyz_says_no_without_a_database(client, monkeypatch):
    def broken(connection):
        raise DatabaseError

    monkeypatch.setattr("cas_portal.views.MigrationExecutor", broken)
    assert client.get("/readyz").status_code == 503


def test_foreign_and_missing_paths_look_the_same(browser):
    assert browser.get("/nothing-here").status_code == 404


def test_a_stray_zero_byte_is_a_bad_request_not_a_crash(client):
    assert client.get("/?q=%00").status_code < 500


def test_the_page_without_a_connection_speaks_every_language_and_of_nobody(browser, settings):
    page = browser.get("/no-connection/").content.decode()
    assert page.count("<h1") == 1 and 'data-unreachable="/livez"' in page
    for code, _name in settings.LANGUAGES:
        assert code == "en" or f'<section lang="{code}">' in page
    assert "No se puede llegar al portal" in page
    assert "<form" not in page and "site-header" not in page
    assert Browser().get("/no-connection/").status_code == 200


def test_a_page_carries_a_sign_of_its_owner_that_names_nobody(browser):
    user = User.objects.get()
    mine = re.search(r'data-person="(\w+)"', browser.get("/").content.decode()).group(1)
    assert mine == re.search(r'data-person="(\w+)"', browser.get("/clients/").content.decode()).group(1)
    assert mine != str(user.pk) and "data-person" not in Browser().get("/welcome/").content.decode()


def test_the_service_worker_leaves_signing_out_alone(client):
    script = client.get("/service-worker.js").content.decode()
    assert '"/accounts/logout/"' in script and '"/no-connection/"' in script and 'credentials: "omit"' in script
