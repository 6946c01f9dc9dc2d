"""A new caller becomes a submitted Crisis Assessment without one pointer action (ux.md, section 7)."""

import pytest
from django.urls import reverse

from assessments.models import Assessment, Draft
from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from clients.models import ContactMethod, Identity
from tests.browser import session_cookie, violations
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import ready_household
from tests.factories.clients import cas_program
from tests.never_lost.conftest import OWNER
from tests.never_lost.keys import Keys

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
WANTED = {
    "callback": "9165550142", "said_name": "Rosa Rain", "person": "new", "birth_date": ("5", "4", "1985"),
    "sharing": "yes", "signature": "Rosa Rain", "CR30-0-message": "1", "AH08": "171", "AH05": "yes",
    "CR01": ["shelter"], "VB12": "116", "VB13": "tent", "VB14": ("3", "5", "2024"), "VB16": "1", "VB17": "113",
    "CR03": "no", "CR06": "0", "CLS10": "5th and K", "CR10": "1", "CR11": ["none"], "CR12": "0", "CR14": "1",
    "CR15": ["any"], "CR17": "1", "CR24": ["any"],
}  # fmt: skip


def as_typed(answer: object) -> object:
    """A stored answer as the keys name it: codes as text, several as a list."""
    return [str(code) for code in answer] if isinstance(answer, list) else str(answer)


def test_a_new_caller_is_assessed_by_keyboard_alone(open_page, live_server, transactional_db):
    agency = AgencyFactory()
    cas_program(agency)
    specialist = staff(Role.CALL_CENTER, agency)
    page = open_page("/accounts/login/")
    page.context.add_cookies([session_cookie(User.objects.get(pk=specialist.user_id), live_server.url)])
    page.goto(live_server.url + reverse("assessments:calls"))
    keys, faults = Keys(page), {}
    while "/check/" not in page.url:
        faults[page.url] = violations(page)
        keys.page_through(WANTED)
    assert {url: found for url, found in faults.items() if found} == {}
    gaps = page.locator(".usa-summary-box li").all_text_contents()
    assert gaps == []
    for _tab in range(200):
        keys.press("Tab")
        if page.evaluate("document.activeElement.form && document.activeElement.name === 'event'"):
            break
    keys.press("Control+Enter")
    page.wait_for_url("**/receipt/")
    sent = Assessment.objects.using(OWNER).get()
    assert (sent.kind, sent.contact_type) == ("CRISIS", 1)
    typed = {key: wanted for key, wanted in WANTED.items() if key in sent.answers and not isinstance(wanted, tuple)}
    assert {key: as_typed(sent.answers[key]) for key in typed} == {**typed, "CR06": "0.00"}, "money is kept to the cent"
    assert {"VB13", "CR17", "CR24"} <= set(typed)
    assert ContactMethod.objects.using(OWNER).filter(value="9165550142").exists()
    assert Draft.objects.using(OWNER).get().status == "submitted"
    page.goto(live_server.url)
    assert "Resume call" not in page.content()
    assert page.said == []
    assert keys.counts["pointer"] == 0


def test_somebody_known_is_found_while_typing_and_the_call_is_taken_up_again(open_page, live_server, transactional_db):
    agency = AgencyFactory()
    home = ready_household(agency=agency)
    specialist = staff(Role.CALL_CENTER, agency)
    Identity.objects.using(OWNER).filter(client=home.client).update(first_name="Wilhelmina", search_name="wilhelmina x")
    page = open_page("/accounts/login/")
    page.context.add_cookies([session_cookie(User.objects.get(pk=specialist.user_id), live_server.url)])
    page.goto(live_server.url + reverse("assessments:calls"))
    Keys(page).page_through({"callback": "9165550199"})
    page.locator("#id_q").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Wilhelmina")
    page.get_by_role("radio", name="Wilhelmina").wait_for(state="attached")
    assert violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/start/")
    page.goto(live_server.url)
    resume = page.get_by_role("link", name="Resume call with Wilhelmina")
    resume.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask/start/")
    assert page.said == []
