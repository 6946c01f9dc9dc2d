"""However an assessment is sent, and however often, it makes one record, one living situation and one event."""

import pytest
from django.urls import reverse

from assessments.models import Assessment, CEEvent, CurrentLivingSituation, Draft, FollowUp
from tests.never_lost.conftest import OWNER, Work, answered

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
SEND = "Send the assessment"
# Several requests at the same moment, as two tabs and a nervous finger make them.
ALL_AT_ONCE = """() => {
    const form = document.querySelector('form[data-after-kept]');
    const send = () => fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    return Promise.all([send(), send(), send(), send()].map((sent) => sent.then((answer) => answer.url)));
}"""


def checked(work: Work) -> str:
    """Answer everything and open the page to send from; its address."""
    answered(work)
    work.page.goto(work.server + reverse("assessments:check", args=[work.draft.public_id]))
    work.page.wait_for_load_state("networkidle")
    return work.page.url


def one_of_each() -> None:
    """Whatever a submit writes is there once."""
    for model in (Assessment, CEEvent, CurrentLivingSituation):
        assert model.objects.using(OWNER).count() == 1, model
    kinds = list(FollowUp.objects.using(OWNER).values_list("kind", flat=True))
    assert len(kinds) == len(set(kinds))
    assert Draft.objects.using(OWNER).get().status == "submitted"


@pytest.fixture(params=["HCT", "CRISIS"])
def work(begin, request):
    return begin(request.param)


def test_pressed_twice(work):
    checked(work)
    work.page.get_by_role("button", name=SEND).dblclick(no_wait_after=True)
    work.page.wait_for_url("**/receipt/")
    one_of_each()


def test_sent_four_times_at_the_same_moment(work):
    checked(work)
    led_to = work.page.evaluate(ALL_AT_ONCE)
    assert len(set(led_to)) == 1 and led_to[0].endswith("/receipt/")
    one_of_each()


def test_sent_from_two_tabs_and_once_more_after_going_back(work):
    check, page = checked(work), work.page
    second = page.context.new_page()
    second.goto(check)
    for tab in (page, second):
        tab.get_by_role("button", name=SEND).click()
        tab.wait_for_url("**/receipt/")
    # "Back" finds no form to send again.
    page.go_back()
    page.wait_for_url("**/receipt/")
    one_of_each()


def test_sent_without_script_twice(begin):
    work = begin(java_script_enabled=False)
    check, page = checked(work), work.page
    second = page.context.new_page()
    second.goto(check)
    for tab in (page, second):
        tab.get_by_role("button", name=SEND).click()
        tab.wait_for_url("**/receipt/")
    one_of_each()


@pytest.mark.parametrize("instrument", ["HCT", "CRISIS"])
def test_the_answer_to_the_submit_is_lost_on_the_way(begin_for_real, real_server, instrument):
    work = begin_for_real(instrument)
    checked(work)
    lost = real_server.wire.lose_answer("/submit/", lambda: None)
    work.page.get_by_role("button", name=SEND).click(no_wait_after=True)
    assert lost.wait(20)
    work.page.wait_for_url("**/receipt/", timeout=60_000)
    one_of_each()


def test_what_the_device_still_kept_is_in_the_record(begin):
    """Answers that wait on the device are sent before the assessment is, and read again before it is sent."""
    work = begin()
    answered(work)
    page = work.page
    page.goto(work.url("health"))
    page.wait_for_load_state("networkidle")
    work.cut()
    work.choose("VB07", 0)
    work.unsaved()
    work.kill_tab()
    page, questions = work.page, "**/questions/**"
    page.route(questions, lambda route: route.abort())
    page.goto(work.server + reverse("assessments:check", args=[work.draft.public_id]))
    page.get_by_text("Answers waiting to be sent: 1").wait_for()
    page.get_by_role("button", name=SEND).click()
    page.get_by_text("or send the assessment again to do without them").wait_for()
    assert not Assessment.objects.using(OWNER).exists()
    page.unroute(questions)
    page.reload()
    page.get_by_text("Answers that were kept on this device are saved now.").wait_for()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name=SEND).click()
    page.wait_for_url("**/receipt/")
    assert Assessment.objects.using(OWNER).get().answers["VB07"] == 0
    one_of_each()
