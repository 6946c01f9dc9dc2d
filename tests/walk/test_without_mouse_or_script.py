"""The key pages of the main job by keyboard alone, and its answers with script switched off."""

import re

import pytest
from playwright.sync_api import expect

from assessments.models import Draft
from cas_portal.access.roles import Role
from clients.models import Grievance
from referrals.models import Referral
from referrals.moves import Verb
from referrals.states import State
from tests.browser import session_cookie
from tests.walk.community import OWNER, Community
from tests.walk.keyboard import FOCUS, wrong_with

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
MOST_STOPS = 400


@pytest.fixture
def community(transactional_db, live_server, settings):
    settings.DEMO = True
    return Community()


@pytest.fixture
def window(open_page, live_server, community):
    """A function: role -> a window in which that person is signed in."""

    def opener(role, **options):
        page = open_page("/accounts/login/", **options)
        page.context.add_cookies([session_cookie(community.people[role], live_server.url)])
        return page

    return opener


def walk_by_tab(page) -> list[str]:
    """Press Tab until the page ends; return what is wrong on the way."""
    wrong, seen = [], set()
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        if found is None or found["id"] in seen:
            return wrong
        seen.add(found["id"])
        wrong += wrong_with(found)
    return [*wrong, "Tab comes to no end"]


def pages(community) -> list[tuple[Role, str]]:
    """The key pages of the main job."""
    draft = Draft.objects.using(OWNER).filter(created_by=community.people[Role.ASSESSOR]).first()
    sent = Referral.objects.using(OWNER).filter(state=State.PROVIDER_NOTIFIED).first()
    return [
        (Role.ASSESSOR, "/"),
        (Role.ASSESSOR, "/clients/?q=Clover"),
        (Role.ASSESSOR, "/clients/new/"),
        (Role.ASSESSOR, f"/clients/{draft.client.public_id}/"),
        (Role.SSF_ADMIN, "/queues/housing/"),
        (Role.SSF_ADMIN, f"/referrals/{sent.public_id}/"),
        (Role.SSF_ADMIN, "/settings/"),
        (Role.HOUSING_PROVIDER, "/referrals/"),
    ]


def test_the_key_pages_by_keyboard_alone(community, window):
    found = {}
    for role, url in pages(community):
        page = window(role)
        page.goto(url)
        found[url] = walk_by_tab(page)
        page.context.close()
    assert {url: wrong for url, wrong in found.items() if wrong} == {}


def test_skip_link_and_shortcuts(community, window):
    page = window(Role.ASSESSOR)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    page.keyboard.press("/")
    expect(page.locator("#site-search")).to_be_focused()
    page.keyboard.type("Clover")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/clients/"))
    page.locator("main").focus()
    page.keyboard.press("?")
    expect(page.locator(".shortcuts")).to_have_attribute("open", "")


def test_answers_without_script(community, window, open_page):
    asked = Referral.objects.using(OWNER).filter(
        state=State.PROVIDER_NOTIFIED, client__casemanager__user=community.people[Role.ASSESSOR]
    )
    page = window(Role.ASSESSOR, java_script_enabled=False)
    page.goto(f"/referrals/{asked.first().public_id}/{Verb.INTERESTED}/")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator(".usa-alert--success")).to_be_visible()

    visitor = open_page("/welcome/", java_script_enabled=False)
    expect(visitor.get_by_role("link", name="Leave this site")).to_have_attribute("href", re.compile("^https://"))
    visitor.goto("/grievances/")
    visitor.get_by_label("Where did it happen?").select_option(index=1)
    visitor.locator("label", has_text="A shelter").click()
    visitor.get_by_label("What happened?").fill("The door was closed at nine.")
    visitor.get_by_role("button", name="Send the grievance").click()
    number = visitor.locator(".receipt-number").inner_text()
    assert Grievance.objects.using(OWNER).filter(receipt=number).exists()


def test_an_answer_of_the_conversation_is_kept_without_script(community, window):
    drafts = Draft.objects.using(OWNER).filter(created_by=community.people[Role.ASSESSOR])
    page = window(Role.ASSESSOR, java_script_enabled=False)
    page.goto(f"/assessments/drafts/{drafts.first().public_id}/")
    page.locator("main a[href*='/questions/']").nth(2).click()
    page.locator("main input[type=radio]").first.locator("xpath=following-sibling::label").click()
    url = page.url
    page.get_by_role("button", name="Save and leave").click()
    page.goto(url)
    expect(page.locator("main input[type=radio]").first).to_be_checked()


def test_quick_exit_takes_the_page_out_of_the_history(open_page, live_server):
    page = open_page("/privacy/")
    page.goto("/welcome/")
    page.route("https://www.weather.gov/**", lambda route: route.fulfill(body="Weather", content_type="text/html"))
    page.get_by_role("link", name="Leave this site").click()
    page.wait_for_url("https://www.weather.gov/")
    page.go_back()
    assert page.url == f"{live_server.url}/privacy/"


@pytest.mark.parametrize("width", [360, 1280])
def test_quick_exit_stays_at_hand_and_on_a_phone_covers_nothing(open_page, live_server, width):
    page = open_page("/welcome/", width=width)
    leave, first = page.get_by_role("link", name="Leave this site"), page.get_by_role("heading", level=1)
    if width == 360:
        strip, header = leave.bounding_box(), page.get_by_role("banner").bounding_box()
        assert strip["width"] == width and strip["y"] + strip["height"] <= header["y"] < first.bounding_box()["y"]
    page.mouse.wheel(0, 3000)
    expect(first).not_to_be_in_viewport()
    expect(leave).to_be_in_viewport(ratio=1)
