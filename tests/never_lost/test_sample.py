"""A sample of what `make drill` does at every step: network gone, tab killed, session over, and nothing is lost."""

import pytest

from tests.browser import violations

pytestmark = [
    pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]  # fmt: skip


def test_no_network_a_killed_tab_and_an_ended_session_lose_nothing(begin):
    work = begin()
    page = work.page
    page.goto(work.url("health"))
    work.choose("VB05", 0)
    work.saved()
    work.cut()
    work.choose("VB07", 1)
    work.unsaved()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_text("There is no connection.").wait_for()
    assert page.url == work.url("health") and violations(page) == []
    work.kill_tab()
    work.page.goto(work.server)
    work.page.get_by_text("Answers that were kept on this device are saved now.").wait_for()
    assert work.answers() == {"VB05": 0, "VB07": 1}
    page = work.page
    page.goto(work.url("health"))
    page.wait_for_load_state("networkidle")
    work.end_session()
    work.choose("VB10", 1)
    page.wait_for_url("**/accounts/login/**")
    work.sign_in()
    page.wait_for_url(work.url("health"))
    page.locator('input[name="VB10"][value="1"]:checked').wait_for(state="attached")
    assert work.answers() == {"VB05": 0, "VB07": 1, "VB10": 1}


def test_nothing_is_said_of_the_device_after_an_ordinary_saving(begin):
    work = begin()
    page = work.page
    page.goto(work.url("health"))
    for link_id in ("VB05", "VB07"):
        work.choose(link_id, 0)
        work.saved()
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue").click()
    work.forgotten()
    assert page.locator("[data-kept-says]:not([hidden])").count() == 0
    page.goto(work.url("health"))
    work.choose("VB07", 1)
    with page.expect_navigation():
        page.get_by_role("button", name="Skip for now").click()
    work.forgotten()
    assert page.locator("[data-kept-says]:not([hidden])").count() == 0
    assert work.answers() == {"VB05": 0, "VB07": 1}


def test_an_answer_that_takes_another_one_back_is_saved_as_it_is_shown(begin):
    work = begin()
    work.page.goto(work.url("where"))
    for code, shown in (("any", ["any"]), ("central", ["central"]), ("any", ["any"])):
        work.choose("HC03", code)
        work.saved()
        assert work.answers()["HC03"] == shown
