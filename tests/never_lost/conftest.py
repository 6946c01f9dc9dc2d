"""A worker in the middle of an assessment, in a browser whose network, session, tabs and server can be taken away."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page

from assessments.models import Draft
from cas_portal.accounts.models import User
from cas_portal.time import clock
from tests.browser import session_cookie
from tests.factories.assessments import DraftFactory, Household, ready_household

PASSWORD = "an invented password 27"
OWNER = "owner"  # whom no wall stops


@dataclass
class Work:
    """A draft, who writes it, and the window they write it in."""

    home: Household
    draft: Draft
    page: Page
    server: str

    def url(self, section: str) -> str:
        """The address of a section's page."""
        return self.server + reverse("assessments:questions", args=[self.draft.public_id, section])

    def answers(self) -> dict[str, Any]:
        """What the server has."""
        return Draft.objects.using(OWNER).get(pk=self.draft.pk).answers

    def choose(self, link_id: str, code: object) -> None:
        """Press an answer; the label is what people press."""
        box = self.page.locator(f'input[name="{link_id}"][value="{code}"]')
        self.page.locator(f'label[for="{box.get_attribute("id")}"]').click()

    def saved(self) -> None:
        """Wait until the page says that everything is saved."""
        self.page.locator('[data-save-state="saved"]').wait_for(state="attached", timeout=10_000)
        self.page.locator("form[data-pending]").wait_for(state="detached")

    def unsaved(self) -> None:
        """Wait until the page says that it could not save, and the device has it."""
        self.page.get_by_text("Not saved yet, will retry").wait_for(timeout=10_000)
        self.kept()

    def kept(self) -> None:
        """Wait until the device keeps what was typed."""
        for _wait in range(100):
            if self.page.evaluate(KEPT):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("The device keeps nothing.")

    def kill_tab(self) -> None:
        """Close the tab without asking it, and open another one."""
        context = self.page.context
        said = self.page.said
        self.page.close()
        self.page = context.new_page()
        self.page.said = said

    def end_session(self) -> None:
        """End the session on the server, as it does after half an hour."""
        Session.objects.all().delete()

    def come_back(self) -> None:
        """Sign in without the form, as often as a test likes."""
        user = User.objects.get(pk=self.home.assessor.user_id)
        self.page.context.add_cookies([session_cookie(user, self.server)])

    def sign_in(self) -> None:
        """Sign in with the password."""
        page = self.page
        page.get_by_label("Email").fill(User.objects.get(pk=self.home.assessor.user_id).email)
        page.get_by_label("Password", exact=False).first.fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()


# Whether the device keeps something that the server does not have yet.
KEPT = """() => new Promise((done) => {
    const asked = indexedDB.open('kept');
    asked.onsuccess = () => {
        const count = asked.result.transaction('answers').objectStore('answers').count();
        count.onsuccess = () => { asked.result.close(); done(count.result > 0); };
    };
})"""


@pytest.fixture
def begin(open_page, live_server, transactional_db):
    """A function that starts a draft and opens a window, signed in as its writer."""
    cache.clear()

    def start(instrument: str = "HCT", width: int = 1280, **options: Any) -> Work:
        home = ready_household()
        draft = DraftFactory(
            client=home.client, enrollment=home.enrollment, agency=home.agency, instrument=instrument,
            created_by_id=home.assessor.user_id, started_on=clock.today(), saved_at=clock.now(),
        )  # fmt: skip
        user = User.objects.get(pk=home.assessor.user_id)
        user.password = make_password(PASSWORD)
        user.save()
        page = open_page("/accounts/login/", width, **options)
        page.context.add_cookies([session_cookie(user, live_server.url)])
        return Work(home, draft, page, live_server.url)

    return start
