"""Half an hour without network, on the clock of the page and on the clock of the portal: the answers wait, counted and
in no hurry, and arrive by themselves or, where the session has ended meanwhile, when the same person signs in."""

from datetime import timedelta
from itertools import pairwise

import pytest

from assessments.models import Draft
from tests.browser import violations
from tests.never_lost.conftest import KEPT, OWNER, Work

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
# Notes when the page sends, on its own clock.
NOTES_SENDING = """
    window.sent = [];
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (...all) { window.sent.push(Date.now()); return send.apply(this, all); };
"""
COVER = "Your session has ended"
COUNT = "[data-kept-says=waiting]"


@pytest.fixture
def work(begin):
    return opened(begin())


def opened(work: Work) -> Work:
    """The page of a section, with a clock in the hands of the test, and no network."""
    work.page.clock.install()
    work.page.add_init_script(NOTES_SENDING)
    work.page.goto(work.url("health"))
    work.page.wait_for_load_state("networkidle")
    work.page.context.set_offline(True)
    return work


def waiting(work: Work, number: int) -> None:
    """Wait until the page says how many answers wait."""
    work.page.locator(COUNT, has_text=f"Answers waiting to be sent: {number}").wait_for()


def test_sending_is_tried_with_growing_pauses_and_starts_by_itself(work, time):
    page = work.page
    work.choose("VB05", 1)
    waiting(work, 1)
    work.choose("VB07", 0)
    waiting(work, 2)
    assert page.locator("[role=status][aria-live=polite]").locator(COUNT).is_visible()
    assert violations(page) == []
    before = page.evaluate("window.sent.length")
    time.passes(work, seconds=60, step=1)
    time.passes(work, seconds=25 * 60)
    sent = page.evaluate("window.sent")[before:]
    pauses = [round((later - earlier) / 1000) for earlier, later in pairwise(sent)]
    # Never quickly one after the other, soon every half minute: about fifty times, not thousands.
    assert min(pauses) >= 2 and all(25 <= pause <= 45 for pause in pauses[4:]), pauses
    assert 40 <= len(sent) <= 56
    assert page.url == work.url("health") and work.answers() == {}
    waiting(work, 2)
    page.context.set_offline(False)
    work.saved()
    assert work.answers() == {"VB05": 1, "VB07": 0}
    page.locator(COUNT).wait_for(state="hidden")
    assert page.get_by_text("There is no connection.").is_hidden()
    revision = Draft.objects.using(OWNER).get(pk=work.draft.pk).revision
    time.passes(work, seconds=120)
    assert Draft.objects.using(OWNER).get(pk=work.draft.pk).revision == revision == 2


def test_a_session_that_ended_meanwhile_costs_no_answer(work, time):
    page = work.page
    work.choose("VB05", 1)
    work.choose("VB07", 0)
    waiting(work, 2)
    time.passes(work, seconds=28 * 60)
    assert page.get_by_role("alertdialog").count() == 0
    time.passes(work, seconds=5 * 60)
    # Nobody typed for half an hour: nothing of the page is to be read any more but how many answers wait.
    page.get_by_role("alertdialog", name=COVER).wait_for()
    assert page.get_by_role("heading", level=1).is_hidden() and violations(page) == []
    waiting(work, 2)
    assert page.url == work.url("health")
    page.context.set_offline(False)
    page.wait_for_url("**/accounts/login/**")
    work.sign_in()
    page.wait_for_url(work.url("health"))
    page.get_by_text("What you typed when the session ended is saved.").wait_for()
    page.locator('input[name="VB07"][value="0"]:checked').wait_for(state="attached")
    assert work.answers() == {"VB05": 1, "VB07": 0}


def test_whoever_goes_on_typing_is_not_disturbed_and_loses_nothing(work, time):
    page = work.page
    answers = {"VB05": 1, "VB07": 0, "VB10": 1, "VB11": 0}
    for number, (link_id, code) in enumerate(answers.items(), 1):
        work.choose(link_id, code)
        waiting(work, number)
        time.passes(work, seconds=10 * 60)
    assert page.get_by_role("alertdialog").count() == 0
    assert page.get_by_role("heading", level=1).is_visible()
    page.context.set_offline(False)
    page.wait_for_url("**/accounts/login/**")
    work.sign_in()
    page.wait_for_url(work.url("health"))
    assert work.answers() == answers


def test_a_tab_closed_meanwhile_leaves_its_answers_to_the_next_sign_in(work, time):
    work.choose("VB05", 1)
    work.choose("VB07", 0)
    waiting(work, 2)
    work.kept()
    time.passes(work, seconds=10 * 60)
    work.close_tab()
    time.ahead += timedelta(minutes=25)
    work.page.context.set_offline(False)
    work.page.goto(work.server)
    assert work.answers() == {}
    work.sign_in()
    work.page.get_by_text("Answers that were kept on this device are saved now.").wait_for()
    assert work.answers() == {"VB05": 1, "VB07": 0}


def test_a_survivors_answers_wait_on_the_open_page_alone(begin, time):
    work = opened(begin(survivor=True))
    page = work.page
    work.choose("VB05", 1)
    work.choose("VB07", 0)
    waiting(work, 2)
    page.get_by_text("What you type is on this open page alone").wait_for()
    assert page.get_by_text("kept on this device, encrypted").filter(visible=True).count() == 0
    time.passes(work, seconds=33 * 60)
    assert not page.evaluate(KEPT)
    page.context.set_offline(False)
    page.wait_for_url("**/accounts/login/**")
    work.sign_in()
    page.wait_for_url(work.url("health"))
    assert work.answers() == {"VB05": 1, "VB07": 0}
