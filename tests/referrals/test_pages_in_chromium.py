"""The pages of each part in a browser: no accessibility fault at 360 and 1280 px, and the keys of the work."""

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse

from cas_portal.accounts.models import User
from cas_portal.accounts.session_store import SessionStore
from cas_portal.time import clock
from documents.kinds import Kind
from referrals.moves import Verb
from referrals.states import State
from tests.browser import violations, width_of
from tests.factories.documents import DocumentItemFactory
from tests.referrals import world as worlds

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BACKEND = "cas_portal.accounts.backends.MembershipBackend"
WIDTHS = (360, 1280)
# States that reach beyond the cell of the table they stand in.
CLIPPED = """() => [...document.querySelectorAll("td .status")]
    .filter(tag => tag.getBoundingClientRect().right > tag.closest("td").getBoundingClientRect().right + 1)
    .map(tag => tag.textContent)"""


@pytest.fixture
def community(transactional_db):
    """The world with committed rows and papers in every state."""
    world = worlds.build()
    DocumentItemFactory(client=world.client, kind=Kind.PHOTO_ID)
    DocumentItemFactory(client=world.client, kind=Kind.SSN_CARD, uploaded=True)
    return world


@pytest.fixture
def signed_in(open_page, live_server):
    """A function: actor, path, width -> the page as that person sees it, in one window for each of them."""
    windows = {}

    def opener(actor, path, width=1280):
        page = windows.get((actor.user_id, width))
        if page is None:
            page = windows[actor.user_id, width] = open_page("/accounts/login/", width=width)
            page.context.add_cookies([cookie_of(actor, live_server.url)])
        page.said.clear()
        page.goto(live_server.url + path)
        return page

    return opener


def cookie_of(actor, url: str) -> dict[str, str]:
    """The session cookie of a signed-in person."""
    user = User.objects.get(pk=actor.user_id)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.cookie, "url": url}


def verb_of(referral, verb: Verb) -> str:
    return reverse(f"referrals:{verb}", args=[referral.public_id])


def check(page, name: str, width: int, shots) -> None:
    assert violations(page) == [], name
    assert width_of(page) <= width, f"{name} scrolls sideways at {width}"
    assert page.evaluate(CLIPPED) == [], f"{name} cuts off a state at {width}"
    assert page.said == [], name
    shots(page, f"{name}-{width}")


def look(signed_in, actor, pages: dict[str, str], shots) -> None:
    """Every page at both widths: the community is made once, the window of each width is signed in once."""
    for width in WIDTHS:
        for name, path in pages.items():
            check(signed_in(actor, path, width), name, width, shots)


@pytest.fixture
def shots(request, tmp_path):
    """Keep a picture of each page for whoever wants to look."""

    def take(page, name: str) -> None:
        page.screenshot(path=str(tmp_path / f"{name}.png"), full_page=True)

    return take


@pytest.mark.drill
def test_the_pages_of_ssf(community, signed_in, shots):
    made = community.declined("other", note="The unit flooded.")
    other = community.candidate(opening=community.another_opening(), client=community.another_household())
    pages = {
        "desk": reverse("referrals:desk"),
        "desk-others": reverse("referrals:desk") + "?show=others",
        "openings": reverse("referrals:openings"),
        "opening": reverse("referrals:opening", args=[community.opening.public_id]),
        "report": reverse("referrals:report"),
        "withdraw": reverse("referrals:withdraw_opening", args=[community.opening.public_id]),
        "ssf-referral": reverse("referrals:referral", args=[made.public_id]),
        "confirm": verb_of(made, Verb.CONFIRM_DECLINE),
        "drop": verb_of(other, Verb.DROP),
        "review": reverse("documents:review"),
        "checklist": reverse("documents:client", args=[community.client.public_id]),
    }
    look(signed_in, community.ssf, pages, shots)


@pytest.mark.drill
def test_the_pages_of_the_case_manager(community, signed_in, shots):
    made = community.asked()
    pages = {
        "questions": reverse("referrals:questions"),
        "manager-referral": reverse("referrals:referral", args=[made.public_id]),
        "interested": verb_of(made, Verb.INTERESTED),
        "declines": verb_of(made, Verb.CLIENT_DECLINES),
        "try": reverse("referrals:try", args=[made.public_id]),
        "manager-papers": reverse("documents:client", args=[community.client.public_id]),
        "record": reverse("documents:record", args=[community.client.public_id, Kind.HOMELESS_CERT]),
        "manager-today": reverse("today"),
        "manager-client": reverse("clients:client", args=[community.client.public_id]),
    }
    look(signed_in, community.manager, pages, shots)


def test_the_pages_of_the_housing_provider(community, signed_in, shots):
    look(signed_in, community.housing, {"inbox-empty": reverse("referrals:inbox")}, shots)
    made = community.sent()
    pages = {
        "inbox": reverse("referrals:inbox"),
        "housing-referral": reverse("referrals:referral", args=[made.public_id]),
        "decline": verb_of(made, Verb.DECLINE),
        "park": verb_of(made, Verb.PARK),
        "no-show": verb_of(made, Verb.NO_SHOW),
        "housing-today": reverse("today"),
        "housing-papers": reverse("documents:client", args=[community.client.public_id]),
    }
    look(signed_in, community.housing, pages, shots)


def test_errors_on_forms_are_accessible(community, signed_in, shots):
    made = community.sent()
    for width in WIDTHS:
        page = signed_in(community.housing, verb_of(made, Verb.NO_SHOW), width)
        page.get_by_role("button", name="Record the no-show").click()
        page.wait_for_selector(".usa-error-message")

        # The browser reports the answer 422 itself; nothing else is said.
        page.said[:] = [line for line in page.said if "422" not in line]
        check(page, "no-show-errors", width, shots)


def test_the_whole_road_with_clicks(community, signed_in, shots):
    made = community.asked()
    today = clock.today()
    page = signed_in(community.manager, reverse("referrals:questions"))
    page.locator("main").get_by_role("link", name="Testa").first.click()
    page.get_by_role("link", name="The client is interested").click()
    page.get_by_role("button", name="The client is interested").click()
    page.wait_for_selector(".usa-alert--success")

    page = signed_in(community.ssf, reverse("referrals:referral", args=[made.public_id]))
    page.get_by_role("link", name="Send to the housing provider").click()
    page.get_by_role("button", name="Send to the housing provider").click()
    page.wait_for_selector(".usa-alert--success")

    page = signed_in(community.housing, reverse("referrals:inbox"))
    page.locator("main").get_by_role("link", name="Testa").first.click()
    page.get_by_role("button", name="Accept").click()
    page.wait_for_selector(".usa-alert--success")
    page.get_by_role("link", name="Enroll").click()
    page.get_by_role("button", name="Enroll the household").click()
    page.wait_for_selector(".usa-alert--success")
    page.get_by_role("link", name="Record move-in").click()
    page.get_by_label("Kind of housing").select_option("410")
    page.get_by_role("button", name="Record the move-in").click()
    page.wait_for_selector(".usa-alert--success")
    shots(page, "housed")

    found = community.read(made)
    assert (found.state, found.moved_in_on) == (State.HOUSED, today)
