"""At every step of HCT and Crisis: tab killed, server stopped, session ended, network gone. No answer is lost, and one
submit makes one record, however often it is sent."""

import pytest
from django.urls import reverse

from assessments.models import Assessment, CEEvent, CurrentLivingSituation, Draft
from assessments.surroundings import read_draft
from tests.factories.assessments import crisis_answers, full_answers
from tests.factories.base import seeding
from tests.never_lost.conftest import OWNER, Work

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
FAULTS = ("tab", "network", "session", "server")


def steps(work: Work) -> list[tuple[str, str]]:
    """The sections that ask something now, each with the first question answered by pressing one of two buttons."""
    with seeding(work.draft.agency.continuum):
        draft = Draft.objects.select_related("client__continuum", "enrollment__client__identity").get(pk=work.draft.pk)
        reading = read_draft(draft).reading
        found = []
        for section in reading.sections():
            for item in reading.items_of(section):
                codes = [option.code for option in item.options if not option.is_missing]
                if codes and not item.repeats and len(item.options) <= 12 and item.must_be is None:
                    found.append((section.id, item.link_id))
                    break
        return found


def other_answer(work: Work, link_id: str) -> str:
    """A code of this question that is not the stored one, of those the page offers."""
    stored = str(work.answers().get(link_id))
    boxes = work.page.locator(f'input[name="{link_id}"]')
    codes = [boxes.nth(number).get_attribute("value") for number in range(boxes.count())]
    return next(code for code in codes if code != stored)


def answer_through(work: Work, fault: str, section: str, link_id: str) -> str:
    """Change one answer while something breaks; return what was chosen."""
    page = work.page
    page.goto(work.url(section))
    page.wait_for_load_state("networkidle")
    code = other_answer(work, link_id)
    if fault == "tab":
        page.context.set_offline(True)
        work.choose(link_id, code)
        work.unsaved()
        work.kill_tab()
        work.page.context.set_offline(False)
        work.page.goto(work.server)
        work.page.get_by_text("Answers that were kept on this device are saved now.").wait_for()
        return code
    if fault == "session":
        work.end_session()
        work.choose(link_id, code)
        page.wait_for_url("**/accounts/login/**")
        work.come_back()
        page.goto(work.url(section))
    else:
        _without_server(work, fault, link_id, code)
    page.locator(f'input[name="{link_id}"][value="{code}"]:checked').wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    return code


def _without_server(work: Work, fault: str, link_id: str, code: str) -> None:
    page, nowhere = work.page, "**/assessments/drafts/**"
    if fault == "network":
        page.context.set_offline(True)
    else:
        page.route(
            nowhere, lambda route: route.fulfill(status=503) if route.request.method == "POST" else route.continue_()
        )
    work.choose(link_id, code)
    work.unsaved()
    if fault == "network":
        page.context.set_offline(False)
    else:
        page.unroute(nowhere)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    work.saved()


def send_twice(work: Work) -> None:
    """Send the assessment from two tabs, and go back to send it once more."""
    page = work.page
    page.goto(work.server + reverse("assessments:check", args=[work.draft.public_id]))
    second = page.context.new_page()
    second.goto(page.url)
    for tab in (page, second):
        tab.locator("main form").get_by_role("button", name="Send the assessment").click()
        tab.wait_for_url("**/receipt/")
    # "Back" finds no form to send again.
    page.go_back()
    page.wait_for_url("**/receipt/")
    second.close()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("instrument", ["HCT", "CRISIS"])
def test_nothing_is_lost_at_any_step(begin, instrument, fault):
    work = begin(instrument)
    make = full_answers if instrument == "HCT" else crisis_answers
    answers = make(work.home.program, AH01=work.draft.started_on.isoformat())
    Draft.objects.using(OWNER).filter(pk=work.draft.pk).update(answers=answers)
    tried = steps(work)
    assert len(tried) >= 5
    for section, link_id in tried:
        before = work.answers().get(link_id)
        code = answer_through(work, fault, section, link_id)
        assert str(work.answers().get(link_id)) == code, (section, link_id)
        # As it was, so that the same questions are asked at the next step.
        Draft.objects.using(OWNER).filter(pk=work.draft.pk).update(answers={**work.answers(), link_id: before})
    Draft.objects.using(OWNER).filter(pk=work.draft.pk).update(answers=answers)
    send_twice(work)
    for model in (Assessment, CEEvent, CurrentLivingSituation):
        assert model.objects.using(OWNER).count() == 1, model
