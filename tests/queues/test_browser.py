"""The pages of the lists in Chromium: at 360 and 1280 px, by axe, and without script."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse
from playwright.sync_api import expect

from cas_portal.access.roles import Role
from cas_portal.accounts.session_store import SessionStore
from cas_portal.time import clock
from tests.browser import violations, width_of
from tests.factories.accounts import AgencyFactory, MembershipFactory
from tests.factories.clients import ContactFactory
from tests.factories.queues import crisis, listed
from tests.factories.referrals import OpeningFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (360, 1280)


@pytest.fixture
def community(agency, settle):
    """A few households, one masked, one waiting; an opening; and somebody of SSF."""
    today = clock.today()  # the server's threads know no frozen clock
    dates = {"hct_on": today - timedelta(days=60), "seen_on": today - timedelta(days=5)}
    first = listed(agency=agency, score=8, **dates)
    crisis(first, today - timedelta(days=2), 9)
    for score, tier in ((5, "PSH_READY"), (4, "PH_READY"), (3, "NOT_READY")):
        listed(agency=agency, score=score, tier=tier, **dates)
    listed(agency=agency, score=7, released=False, **dates)
    settle(today)
    ContactFactory(client=first, happened_on=today)
    opening = OpeningFactory(program__agency=agency, program__name="Willow House", unit_label="Unit 4B")
    ssf = MembershipFactory(role=Role.SSF_ADMIN, agency=AgencyFactory(continuum=agency.continuum)).user
    return first, opening, ssf


def cookie(user) -> dict:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "cas_portal.accounts.backends.MembershipBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.cookie}


def pages(first, opening) -> dict[str, str]:
    return {
        "list": reverse("queues:housing_list"),
        "list_filtered": reverse("queues:housing_list") + "?evh=yes&tier=PSH_READY",
        "list_empty": reverse("queues:housing_list") + "?household_type=FAMILY",
        "why": reverse("queues:why", args=[first.public_id]),
        "evh": reverse("queues:decide_evh", args=[first.public_id]),
        "candidates": reverse("queues:candidates", args=[opening.public_id]),
        "others": reverse("queues:candidates", args=[opening.public_id]) + "?others",
        "select": reverse("queues:select", args=[opening.public_id, first.public_id]),
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_breaks_an_accessibility_rule(community, open_page, live_server, width, tmp_path):
    first, opening, ssf = community
    page = open_page("/accounts/login/", width)
    page.context.add_cookies([{**cookie(ssf), "url": live_server.url}])
    found = {}
    for name, url in pages(first, opening).items():
        page.goto(url)
        page.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)
        found[name] = violations(page) + page.said
        page.said.clear()
        assert width_of(page) <= width, name
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_filters_change_the_rows_alone(community, open_page, live_server):
    _first, _opening, ssf = community
    page = open_page("/accounts/login/")
    page.context.add_cookies([{**cookie(ssf), "url": live_server.url}])
    page.goto(reverse("queues:housing_list"))
    page.evaluate("window.kept = true")
    page.locator(".filters__title").click()
    page.get_by_label("Papers").select_option("PH_READY")
    page.get_by_role("button", name="Apply filters").click()
    page.wait_for_url("**tier=PH_READY**")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert page.evaluate("window.kept") is True


def test_the_list_works_without_script(community, open_page, live_server):
    _first, _opening, ssf = community
    page = open_page("/accounts/login/", java_script_enabled=False)
    page.context.add_cookies([{**cookie(ssf), "url": live_server.url}])
    page.goto(reverse("queues:housing_list"))
    page.locator(".filters__title").click()
    page.get_by_label("Papers").select_option("PH_READY")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator("tbody tr")).to_have_count(1)
