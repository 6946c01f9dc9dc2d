"""At every section of HCT and Crisis: tab killed, network gone, session ended, portal away behind its proxy. No answer
is lost, none is written twice, and nothing else changes."""

import pytest

from tests.never_lost import steps
from tests.never_lost.conftest import Calling, Work, answered
from tests.never_lost.steps import Change

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


def tab(work: Work, change: Change, section: str) -> None:
    """The tab is killed with an answer that could not be sent; the next page that opens on this device sends it."""
    work.cut()
    steps.make(work, change)
    work.unsaved()
    work.kill_tab()
    work.page.goto(work.server)
    work.page.get_by_text("Answers that were kept on this device are saved now.").wait_for()


def network(work: Work, change: Change, section: str) -> None:
    """The network goes and comes back; sending starts by itself."""
    work.page.context.set_offline(True)
    steps.make(work, change)
    work.unsaved()
    work.page.context.set_offline(False)
    work.saved()
    steps.is_shown(work, change)


def session(work: Work, change: Change, section: str) -> None:
    """The session is gone; after signing in the page shows the answer again."""
    work.end_session()
    steps.make(work, change)
    work.page.wait_for_url("**/accounts/login/**")
    work.come_back()
    work.page.goto(work.url(section))
    steps.is_shown(work, change)
    work.page.wait_for_load_state("networkidle")


def away(work: Work, change: Change, section: str) -> None:
    """What stands before the portal answers in its place for a while; the page tries again by itself."""
    nowhere = "**/assessments/*/**"
    work.page.route(nowhere, lambda route: route.fulfill(status=503))
    steps.make(work, change)
    work.unsaved()
    work.page.unroute(nowhere)
    work.saved()
    steps.is_shown(work, change)


FAULTS = pytest.mark.parametrize("fault", [tab, network, session, away])


@FAULTS
@pytest.mark.parametrize("instrument", ["HCT", "CRISIS"])
def test_nothing_is_lost_at_any_section(begin, instrument, fault):
    work = begin(instrument)
    answers = answered(work)
    tried = steps.sections(work)
    assert len(tried) >= 13
    break_at_each(work, tried, answers, fault)


@FAULTS
def test_nothing_is_lost_on_any_page_of_a_call(begin, fault):
    work = Calling.of(begin("CRISIS"))
    answers = answered(work)
    tried = steps.call_pages(work)
    assert len(tried) >= 5
    break_at_each(work, tried, answers, fault)


def break_at_each(work: Work, tried: list[str], answers: dict, fault) -> None:
    """Change one answer on each page while something fails: it is stored, and nothing else is touched."""
    for section in tried:
        steps.open_section(work, section)
        change = steps.change_on(work)
        fault(work, change, section)
        assert steps.is_stored(work, change), (section, change)
        assert steps.others(work.answers(), change) == steps.others(answers, change), section
        steps.put_back(work, answers)
