"""What needs a browser: a passkey made and used, the warning before the end, keyboard alone, no script."""

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.urls import reverse

from assessments.versions import current_definition
from cas_portal.access.roles import Role
from cas_portal.accounts import invitations
from cas_portal.accounts.models import Invitation
from cas_portal.accounts.services import people
from cas_portal.time import clock
from tests.accounts.conftest import PASSWORD, user_of
from tests.browser import violations
from tests.clients.acting import acting
from tests.factories.assessments import DraftFactory, ready_household

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_limits_left_over():
    cache.clear()


@pytest.fixture
def person(assessor):
    user = user_of(assessor)
    user.password = make_password(PASSWORD)
    user.save()
    return user


def sign_in(page, person):
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()


def with_fingerprint(page):
    """Give the window a device that answers for passkeys."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devices


def test_a_passkey_is_made_at_the_first_sign_in_and_lets_in_alone(person, open_page, settings, live_server):
    settings.MFA_REQUIRED = True
    page = open_page(live_server.url + "/clients/")
    devices = with_fingerprint(page)
    sign_in(page, person)
    assert page.title() == "Second step of sign-in - CAS Portal"
    assert violations(page) == []
    page.get_by_role("link", name="Add a passkey").click()
    assert violations(page) == []
    page.get_by_role("button", name="Add this passkey").click()
    page.wait_for_url("**/recovery-codes/")
    assert violations(page) == []
    page.get_by_role("link", name="I have saved them").click()
    assert page.title() == "Today - CAS Portal"
    page.context.clear_cookies()
    page.goto(live_server.url + "/clients/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/clients/")
    devices.send("WebAuthn.disable")
    page.context.clear_cookies()
    page.goto(live_server.url + "/accounts/login/")
    sign_in(page, person)
    assert page.title() == "Second step - CAS Portal"
    assert violations(page) == []
    assert page.said == []


def test_the_warning_comes_two_minutes_before_and_one_press_extends(person, open_page, settings):
    settings.SESSION_IDLE_SECONDS = 60 + 122
    page = open_page("/me/")
    sign_in(page, person)
    box = page.get_by_role("alertdialog", name="You will be signed out soon")
    box.wait_for(state="visible", timeout=10_000)
    assert page.evaluate("document.activeElement.textContent") == "Stay signed in"
    assert violations(page) == []
    page.keyboard.press("Enter")
    box.wait_for(state="hidden", timeout=5_000)
    assert page.said == []


def test_what_is_being_typed_is_saved_before_the_warning(open_page, settings):
    settings.SESSION_IDLE_SECONDS = 60 + 124
    home = ready_household()
    today, now = clock.today(), clock.now()
    draft = DraftFactory(client=home.client, enrollment=home.enrollment, started_on=today, saved_at=now)
    writer = user_of(home.assessor)
    writer.password = make_password(PASSWORD)
    writer.save()
    page = open_page("/accounts/login/")
    sign_in(page, writer)
    for section in current_definition("HCT").sections:
        page.goto(reverse("assessments:questions", args=[draft.public_id, section.id]))
        box = page.locator("main form[data-autosave] :is(textarea, input[type=text])").filter(visible=True).first
        if box.count():
            break
    name = box.get_attribute("name")
    box.fill("11")  # typed, and not left yet
    page.get_by_role("alertdialog", name="You will be signed out soon").wait_for(state="visible", timeout=12_000)
    page.locator('[data-save-state="saved"]').wait_for(state="attached", timeout=5_000)
    assert name and page.locator(f'[name="{name}"]').input_value() == "11"
    page.reload()
    assert page.locator(f'[name="{name}"]').input_value() == "11"
    assert page.said == []


def test_an_invitation_is_accepted_by_keyboard_and_without_script(admin, agency, open_page):
    with acting(admin):
        people.invite(by=admin, email="kim@example.org", name="Kim Kay", agency_id=agency.pk, role=Role.ASSESSOR)
    invitation = Invitation.objects.get()
    page = open_page(
        f"/accounts/invitations/{invitation.public_id}/{invitations.key(invitation)}/", 360, java_script_enabled=False
    )
    page.get_by_label("Password", exact=False).first.focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.title() == "Sign in - CAS Portal"
    page.get_by_label("Email").focus()
    page.keyboard.type("kim@example.org")
    page.get_by_label("Password", exact=False).first.focus()
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.title() == "Today - CAS Portal"
    page.goto(page.url + "accounts/2fa/webauthn/add/")
    assert page.get_by_text("Passkeys need JavaScript").is_visible()
