"""The daily jobs of five roles by keyboard alone, with script and without."""

import logging
import re

import pytest
from playwright.sync_api import expect

from cas_portal.access.roles import Role
from cas_portal.accounts.models import Setting
from clients.models import CaseManager, Client, Identity, Release
from referrals.models import Referral
from referrals.states import State
from reports.demo import sign_ins
from tests.browser import session_cookie
from tests.walk.community import OWNER, Community
from tests.walk.keyboard import Keyboard

log = logging.getLogger(__name__)
pytestmark = [
    pytest.mark.drill,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"]),
]


@pytest.fixture
def community(transactional_db, live_server, settings):
    settings.DEMO = True
    return Community()


@pytest.fixture
def keyboard_of(open_page, live_server, community, script):
    """A function: role -> the keyboard of somebody who has just opened Today; at the end the focus was always seen."""
    keyboards = []

    def opener(role: Role) -> Keyboard:
        page = open_page("/welcome/", java_script_enabled=script)
        page.set_default_timeout(10_000)
        page.context.add_cookies([session_cookie(community.people[role], live_server.url)])
        page.goto("/")
        keyboards.append(Keyboard(page))
        return keyboards[-1]

    yield opener
    assert [fault for one in keyboards for fault in one.wrong] == []
    log.info("Stops with the Tab key for each job: %s", [one.stops for one in keyboards])


def test_the_jobs_of_five_roles(community, keyboard_of, open_page, script):
    signs_in_and_finds_a_client(community, Keyboard(open_page("/accounts/login/", java_script_enabled=script)))
    enters_a_client_who_signs(keyboard_of(Role.ASSESSOR))
    answers_a_question_of_the_assessment(keyboard_of(Role.ASSESSOR))
    call_center_opens_a_crisis_assessment(keyboard_of(Role.CALL_CENTER))
    provider_accepts(community.people[Role.HOUSING_PROVIDER], keyboard_of(Role.HOUSING_PROVIDER))
    changes_a_setting(keyboard_of(Role.SSF_ADMIN))
    manager_names_a_case_manager(community, keyboard_of(Role.AGENCY_MANAGER))


def signs_in_and_finds_a_client(community, keys) -> None:
    page = keys.page
    keys.skip()
    keys.write("login", community.people[Role.ASSESSOR].email)
    keys.write("password", sign_ins.password())
    keys.button("Sign in")
    expect(page).to_have_title(re.compile("Today"))
    keys.to(page.locator("#site-search"))
    page.keyboard.type("Clover")
    with page.expect_navigation():
        keys.press("Enter")
    keys.skip()
    keys.link("Clover")
    expect(page.locator("h1")).to_contain_text("Clover")
    assert keys.wrong == []


def enters_a_client_who_signs(keys) -> None:
    """Enter somebody, ask for the release, enroll the household, open the assessment: "What is next" leads on."""
    page = keys.page
    keys.skip()
    keys.link("Enter a new client")
    keys.skip()
    keys.button("Save client")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    if page.evaluate("Boolean(window.htmx)"):
        expect(page.locator("[data-error-summary]")).to_be_focused()
    keys.write("first_name", "Perpetua")
    keys.write("last_name", "Keyboard")
    keys.to(page.locator("main [name=birth_date_0]"))
    page.keyboard.type("May")
    keys.write("birth_date_1", "14")
    keys.write("birth_date_2", "1988")
    keys.button("Save client")
    keys.skip()
    keys.link("Ask for the release")
    keys.skip()
    keys.choose("decision", "signed")
    keys.write("signature", "Perpetua Keyboard")
    keys.button("Record the decision")
    client = Client.objects.using(OWNER).get(identity__last_name="Keyboard")
    assert Release.objects.using(OWNER).filter(client=client, method=Release.Method.ELECTRONIC).exists()
    page.goto(f"/clients/{client.public_id}/")
    keys.skip()
    keys.link("Enroll the household")
    keys.skip()
    keys.button("Enroll")
    expect(page.locator("main")).to_contain_text("1 person is enrolled")


def answers_a_question_of_the_assessment(keys) -> None:
    page = keys.page
    client = Identity.objects.using(OWNER).get(last_name="Keyboard").client
    page.goto(f"/clients/{client.public_id}/")
    keys.skip()
    keys.link("Start the HCT")
    keys.skip()
    keys.button("Start")
    keys.skip()
    keys.go(page.locator("main a[href*='/questions/']"))
    keys.skip()
    keys.to(page.locator("main input[type=radio]"))
    keys.press("Space")
    keys.button("Save and leave")
    expect(page.locator("h1")).to_be_visible()


def call_center_opens_a_crisis_assessment(keys) -> None:
    page = keys.page
    client = Identity.objects.using(OWNER).get(last_name="Keyboard").client
    page.goto(f"/clients/{client.public_id}/")
    keys.skip()
    keys.go(page.locator("main a[href*='/start/']"))
    keys.skip()
    keys.button("Start")
    expect(page).to_have_url(re.compile("/drafts/"))


def provider_accepts(user, keys) -> None:
    page = keys.page
    sent = Referral.objects.using(OWNER).filter(state=State.SENT, housing_agency__memberships__user=user).first()
    keys.skip()
    keys.go(page.locator(f"main a[href='/referrals/{sent.public_id}/']"))
    keys.skip()
    keys.button("Acknowledge")
    keys.skip()
    keys.button("Accept")
    sent.refresh_from_db(using=OWNER)
    assert sent.state == State.ACCEPTED
    expect(page.locator(".usa-alert--success")).to_be_visible()


def changes_a_setting(keys) -> None:
    page = keys.page
    menu = page.locator(".site-header__tools details summary").last
    keys.to(menu)
    keys.press("Enter")
    keys.go(page.get_by_role("link", name="Community settings"))
    keys.skip()
    keys.go(page.locator("main a[href$='/settings/inactive_days/']"))
    keys.skip()
    keys.write("value", "60")
    keys.write("reason", "A decision of the board")
    keys.button("See who is affected")
    keys.skip()
    keys.button("Save the change")
    assert Setting.objects.using(OWNER).filter(key="inactive_days", value=60).exists()


def manager_names_a_case_manager(community, keys) -> None:
    page = keys.page
    client = Identity.objects.using(OWNER).get(last_name="Keyboard").client
    page.goto(f"/clients/{client.public_id}/")
    keys.skip()
    keys.go(page.locator("main a[href$='/case-manager/']"))
    keys.skip()
    keys.to(page.locator("select[name=manager]"))
    page.keyboard.type(community.people[Role.ASSESSOR].name[:5])
    keys.button("Assign")
    assert CaseManager.objects.using(OWNER).filter(client=client).exists()
