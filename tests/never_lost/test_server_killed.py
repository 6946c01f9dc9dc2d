"""The web server, started as the launcher does, is killed hard in the middle of a save and of a sent page at every
section of HCT and Crisis, and in the middle of the submit. What the page had called saved is there, what was on its way
arrives by itself once the server runs again, and one record is made."""

import contextlib

import pytest
from django.urls import reverse
from playwright.sync_api import Error, expect

from assessments.models import Assessment, CEEvent, CurrentLivingSituation, Draft
from tests.never_lost import steps
from tests.never_lost.conftest import OWNER, Work, answered
from tests.never_lost.real import RealServer
from tests.never_lost.steps import Change

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
AWAY = "The portal cannot be reached - CAS Portal"
PATIENCE = 60_000
# Where every saving, and every submit, writes last within its transaction.
OF_A_SAVING, OF_A_SUBMIT = "audit.change", "assessments_followup"


def killed_in_a_save(work: Work, server: RealServer, answers: dict) -> None:
    """The transaction of a save is half done: nothing of it stays, and the page saves by itself when it can."""
    change = steps.change_on(work)
    with server.killed_while_writing(OF_A_SAVING):
        steps.make(work, change)
    work.unsaved()
    assert work.answers() == answers
    server.start()
    work.saved()
    came_through(work, change, answers)
    steps.is_shown(work, change)


def killed_in_a_sent_page(work: Work, server: RealServer, section: str, answers: dict) -> None:
    """An answer is given and the page sent at once; the server did what was asked and nobody heard of it."""
    change = steps.change_on(work, 1)
    with server.killed_before_the_answer(f"/questions/{section}/"):
        steps.make(work, change)
        work.page.get_by_role("button", name="Save and continue").click(no_wait_after=True)
    says_what_to_do(work)
    server.start()
    comes_back(work)
    shown_here_or_left(work, change, section)
    came_through(work, change, answers)


def shown_here_or_left(work: Work, change: Change, section: str) -> None:
    """The page shows the answer, or went on by itself as the button asked; then it is there on the way back."""
    try:
        steps.is_shown(work, change)
    except (AssertionError, Error):
        assert f"/questions/{section}/" not in work.page.url, work.page.locator("main").inner_text()[:600]
        steps.open_section(work, section)
        steps.is_shown(work, change)


def says_what_to_do(work: Work) -> None:
    """Wait for the page that says so: the device's own, or the page of the questions, which tries again."""
    for _wait in range(600):
        with contextlib.suppress(Error):  # between two pages there is none to ask
            if work.page.title() == AWAY or work.page.locator('[data-save-state="failed"]').count():
                return
        work.page.wait_for_timeout(50)
    raise AssertionError(work.page.url)


def comes_back(work: Work) -> None:
    """Wait until the browser has gone on by itself and nothing waits any more."""
    expect(work.page).not_to_have_title(AWAY, timeout=PATIENCE)
    work.page.wait_for_load_state("networkidle")


def came_through(work: Work, change: Change, answers: dict) -> None:
    """The answer is there once, and everything that was there before."""
    assert steps.is_stored(work, change), change
    assert steps.others(work.answers(), change) == steps.others(answers, change), change


@pytest.mark.parametrize("instrument", ["HCT", "CRISIS"])
def test_killed_at_every_section(begin_for_real, real_server, instrument):
    work = begin_for_real(instrument)
    answers = answered(work)
    tried = steps.sections(work)
    assert len(tried) >= 13
    for section in tried:
        steps.open_section(work, section)
        killed_in_a_save(work, real_server, answers)
        steps.put_back(work, answers)
        steps.open_section(work, section)
        killed_in_a_sent_page(work, real_server, section, answers)
        steps.put_back(work, answers)
    assert real_server.kills == 2 * len(tried)


@pytest.mark.parametrize("instrument", ["HCT", "CRISIS"])
def test_killed_in_the_submit_before_and_after_it_is_done(begin_for_real, real_server, instrument):
    work = begin_for_real(instrument)
    answered(work)
    page = work.page
    check = work.server + reverse("assessments:check", args=[work.draft.public_id])
    page.goto(check)
    page.wait_for_load_state("networkidle")
    with real_server.killed_while_writing(OF_A_SUBMIT):
        send(page)
    expect(page).to_have_title(AWAY, timeout=PATIENCE)
    assert not Assessment.objects.using(OWNER).exists()
    assert Draft.objects.using(OWNER).get().status == "open"
    real_server.start()
    page.wait_for_url(check, timeout=PATIENCE)
    page.wait_for_load_state("networkidle")
    with real_server.killed_before_the_answer("/submit/"):
        send(page)
    assert Assessment.objects.using(OWNER).count() == 1
    real_server.start()
    # The page it was sent from says by itself what became of it.
    page.wait_for_url("**/receipt/", timeout=PATIENCE)
    for model in (Assessment, CEEvent, CurrentLivingSituation):
        assert model.objects.using(OWNER).count() == 1, model


def send(page) -> None:
    """Press the button; what follows is somebody else's business."""
    page.get_by_role("button", name="Send the assessment").click(no_wait_after=True)
