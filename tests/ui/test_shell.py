"""Signing in, the frame of a signed-in page, and signing out, in Chromium."""

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from cas_portal.access.roles import Role
from tests.browser import violations
from tests.factories.accounts import AgencyFactory, MembershipFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "plain-old-oak-table"


@pytest.fixture
def worker():
    user = UserFactory(email="sol@example.org", name="Sol Sample", password=make_password(PASSWORD))
    MembershipFactory(user=user, role=Role.ASSESSOR, agency=AgencyFactory(name="Example Outreach"))
    return user


def sign_in(page, password=PASSWORD):
    page.get_by_label("Email").fill("sol@example.org")
    page.get_by_label("Password", exact=False).first.fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("width", [360, 1280])
def test_worker_signs_in_and_out(worker, open_page, width):
    page = open_page("/", width)
    sign_in(page)

    assert page.title() == "Today - CAS Portal"
    assert page.get_by_role("link", name="Today").get_attribute("aria-current") == "page"
    assert violations(page) == []
    page.locator("details.account-menu summary").last.click()
    assert page.get_by_text("Assessor, Example Outreach").is_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Sign out").click()
    # The page wipes what the device keeps before it goes.
    expect(page).to_have_title("Sign in - CAS Portal")
    # Nothing but Chromium's own word that the device is empty.
    assert ["Cleared data types" in line for line in page.said] == [True]


def test_wrong_password_gets_one_neutral_message(worker, open_page):
    page = open_page("/accounts/login/")
    sign_in(page, "not-the-password")

    assert page.title() == "Error: Sign in - CAS Portal"
    assert "error-summary" in page.evaluate("document.activeElement.className")
    assert violations(page) == []


def test_everything_works_without_script(worker, open_page):
    page = open_page("/", java_script_enabled=False)
    sign_in(page)

    assert page.title() == "Today - CAS Portal"
    page.locator("details.account-menu summary").last.click()
    page.get_by_role("button", name="Sign out").click()
    # The page wipes what the device keeps before it goes.
    expect(page).to_have_title("Sign in - CAS Portal")


def test_keyboard_reaches_content_and_shortcuts(worker, open_page):
    page = open_page("/")
    sign_in(page)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("?")
    assert page.get_by_text("Choose that answer of the question you are in").is_visible()


def test_escape_closes_the_menu(worker, open_page):
    page = open_page("/")
    sign_in(page)

    page.locator("details.account-menu summary").last.click()
    page.keyboard.press("Escape")
    assert page.get_by_role("button", name="Sign out").is_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
