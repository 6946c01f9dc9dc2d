"""A worker in the middle of an assessment, in a browser whose network, session, tabs and server can be taken away."""

import contextlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Error, Page

from assessments.models import Call, Draft
from cas_portal.access.actor import Actor
from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from cas_portal.time import clock
from tests.browser import session_cookie
from tests.factories.accounts import MembershipFactory
from tests.factories.assessments import DraftFactory, Household, crisis_answers, full_answers, ready_household
from tests.never_lost.real import RealServer

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
        self.page.locator('[data-save-state="saved"]').wait_for(state="attached", timeout=60_000)
        self.page.locator("form[data-pending]").wait_for(state="detached")

    def unsaved(self) -> None:
        """Wait until the page says that it could not save, and the device has it."""
        self.page.get_by_text("Not saved yet, will retry").wait_for(timeout=20_000)
        self.kept()

    def kept(self) -> None:
        """Wait until the device keeps what was typed."""
        for _wait in range(100):
            if self.page.evaluate(KEPT):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("The device keeps nothing.")

    def forgotten(self) -> None:
        """Wait until the device keeps nothing any more."""
        for _wait in range(100):
            if not self.page.evaluate(KEPT):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("The device still keeps something.")

    def kill_tab(self) -> None:
        """End the process of the tab, which then says and sends nothing more, and open another one.

        Not in a window that is offline: Chromium's own switch waits for the process that is gone.
        """
        context = self.page.context
        said = self.page.said
        with contextlib.suppress(Error):
            self.page.goto("chrome://crash")
        self.page.close()
        self.page = context.new_page()
        self.page.said = said

    def close_tab(self) -> None:
        """Close the tab as people do, and open another one.

        Chromium's own switch for a network that is gone ends before the tab does, so the tab is told by itself.
        """
        context = self.page.context
        said = self.page.said
        self.page.evaluate(NO_NETWORK)
        self.page.close()
        self.page = context.new_page()
        self.page.said = said

    def cut(self) -> None:
        """Let nothing that this tab sends arrive."""
        self.page.route("**/*", lambda route: route.abort("connectionfailed"))

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


@dataclass
class Calling(Work):
    """The same in call mode, where a page of the script holds several sections."""

    call: Call | None = None

    @classmethod
    def of(cls, work: Work) -> "Calling":
        """Make the draft that of a call, and its writer a specialist."""
        owner, draft = work.home.assessor.user_id, work.draft
        MembershipFactory(user_id=owner, agency=draft.agency, role=Role.CALL_CENTER)
        call = Call.objects.using(OWNER).create(
            continuum_id=draft.continuum_id, owner_id=owner, callback="9165550142", draft_id=draft.pk
        )
        return cls(work.home, draft, work.page, work.server, call)

    def url(self, section: str) -> str:
        """The address of a page of the call."""
        return self.server + reverse("assessments:call", args=[self.call.public_id, section])


NO_NETWORK = """() => {
    window.fetch = () => Promise.reject(new TypeError('no network'));
    XMLHttpRequest.prototype.send = () => null;
}"""
# Whether the device keeps something that the server does not have yet.
KEPT = """() => new Promise((done) => {
    const asked = indexedDB.open('kept');
    asked.onsuccess = () => {
        const count = asked.result.transaction('answers').objectStore('answers').count();
        count.onsuccess = () => { asked.result.close(); done(count.result > 0); };
    };
})"""


class Time:
    """Lets time pass for the page and for the portal alike."""

    def __init__(self, monkeypatch) -> None:
        self.ahead = timedelta()
        now = clock.now
        monkeypatch.setattr(clock, "now", lambda: now() + self.ahead)

    def passes(self, work: Work, *, seconds: int, step: int = 10) -> None:
        """Step by step, so that what is sent in between fails in between."""
        for _step in range(0, seconds, step):
            work.page.clock.run_for(step * 1000)
            self.ahead += timedelta(seconds=step)


@pytest.fixture
def time(monkeypatch):
    """The clock of the portal, which runs on when the test says so."""
    return Time(monkeypatch)


@pytest.fixture
def begin(open_page, live_server, transactional_db):
    """A function that starts a draft and opens a window, signed in as its writer."""
    cache.clear()
    return starter(open_page, live_server.url)


@pytest.fixture
def real_server(transactional_db):
    """The web server as the launcher starts it, on the database of the tests."""
    cache.clear()
    server = RealServer()
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def begin_for_real(open_page, real_server):
    """The same as `begin`, with the real server."""
    return starter(open_page, real_server.url)


def starter(open_page, server: str):
    """Return a function: instrument -> a draft with its writer at work."""

    def start(instrument: str = "HCT", width: int = 1280, survivor: bool = False, **options: Any) -> Work:
        home = ready_household(survivor=survivor)
        draft = DraftFactory(
            client=home.client, enrollment=home.enrollment, agency=home.agency, instrument=instrument,
            created_by_id=home.assessor.user_id, started_on=clock.today(), saved_at=clock.now(),
        )  # fmt: skip
        give_password(home.assessor)
        page = open_page(server + "/accounts/login/", width, **options)
        work = Work(home, draft, page, server)
        work.come_back()
        return work

    return start


def answered(work: Work) -> dict[str, Any]:
    """Give every answer the instrument asks for; what they are."""
    day = work.draft.started_on.isoformat()
    if work.draft.instrument == "HCT":
        answers = full_answers(work.home.program, AH01=day)
    else:
        answers = crisis_answers(work.home.program, AH01=day, CR06="0.00")  # an amount as the portal keeps it
    Draft.objects.using(OWNER).filter(pk=work.draft.pk).update(answers=answers)
    return answers


def give_password(actor: Actor) -> User:
    """Let somebody sign in with the password."""
    user = User.objects.get(pk=actor.user_id)
    user.password = make_password(PASSWORD)
    user.save()
    return user
