"""Comparing, merging and undoing in Chromium: by keyboard alone, without script, at both widths, by axe."""

from datetime import date

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from tests.browser import session_cookie, violations, width_of
from tests.factories.accounts import AgencyFactory, MembershipFactory
from tests.factories.clients import ClientFactory, ContactFactory, IdentityFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def twins(agency, other_agency):
    made = []
    for owner, first, born in ((agency, "Rosa", date(1985, 5, 5)), (other_agency, "Rossa", date(1985, 5, 6))):
        client = ClientFactory(agency=owner)
        IdentityFactory(client=client, first_name=first, last_name="Example", birth_date=born, phone="9165550100")
        ContactFactory(client=client)
        made.append(client)
    return made


@pytest.fixture
def sysadmin(agency):
    return MembershipFactory(role=Role.SYSADMIN, agency=AgencyFactory(continuum=agency.continuum)).user


def press(page, words: str) -> None:
    """Reach a button or a link by the Tab key, and press Enter."""
    for _step in range(120):
        page.keyboard.press("Tab")
        if words in (page.evaluate("() => document.activeElement.innerText || ''") or ""):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"{words} is not reached by keyboard")


@pytest.mark.parametrize("width", [360, 1280])
def test_two_records_become_one_and_two_again_by_keyboard_without_script(
    live_server, open_page, twins, sysadmin, width, tmp_path
):
    page = open_page("/", width=width, java_script_enabled=width == 1280)
    page.context.add_cookies([session_cookie(sysadmin, live_server.url)])
    page.goto(reverse("clients:compare", args=[client.public_id for client in twins]))
    found = []
    for number, words in enumerate(("Go on to merge", "Merge the records", "Undo the merge", "Undo the merge")):
        assert width_of(page) <= width, words
        found += violations(page) if width == 1280 else []
        page.screenshot(path=tmp_path / f"{number}.png", full_page=True)
        press(page, words)
    assert "two records again" in page.inner_text("body")
    assert found == []
