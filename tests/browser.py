"""Chromium for the tests that need one, one for each test process: `open_page` at any width, `violations` by axe."""

import os
import time
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from playwright.sync_api import sync_playwright

from cas_portal.accounts.session_store import SessionStore
from cas_portal.launcher import chromium

FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def browser():
    """One Chromium for each test process."""
    path = os.environ.get("CHROMIUM_PATH") or chromium.find()
    if not path:
        pytest.skip("No Chromium on this machine: run the suite with `make test`, which brings one.")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    asynchronous = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(Path(path)), args=[*FLAGS, *sandbox])
        yield started
        started.close()
    if asynchronous is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser, live_server):
    """A function that opens a page in a new window: path, width, and anything Playwright's contexts take.

    What the console says (refused by the content security policy, a script error) is in `page.said`.
    """
    contexts = []

    def opener(path="/", width=1280, **options):
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 800}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(path)
        return page

    yield opener
    for context in contexts:
        context.close()


def just_proved(user) -> dict[str, object]:
    """What a session holds when its owner gave the password a moment ago: pages that change rights ask for that."""
    return {
        "account_authentication_methods": [{"method": "password", "at": time.time()}],
        "account_authentication_methods_user": str(user.pk),
    }


def session_cookie(user, url: str) -> dict[str, str]:
    """The cookie with which a window at this address is signed in as somebody."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "cas_portal.accounts.backends.MembershipBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.update(just_proved(user))
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.cookie, "url": url}


def width_of(page) -> int:
    """How wide the content of the page gone to is, once it is there: more than the window scrolls sideways."""
    page.wait_for_load_state()
    return page.locator("html").evaluate("root => root.scrollWidth")


def violations(page) -> list[str]:
    """What axe finds on the page: rule, help and the first elements."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']} {[node['html'][:120] for node in one['nodes'][:3]]}" for one in found]
