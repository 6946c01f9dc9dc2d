"""The HCT on a telephone 360 px wide: every section, every page around it, and the taps the budgets allow."""

import pytest
from django.urls import reverse

from assessments.models import Assessment, CurrentLivingSituation, Draft
from cas_portal.time import clock
from tests.browser import violations, width_of
from tests.factories.assessments import AssessmentFactory, CurrentLivingSituationFactory, full_answers
from tests.never_lost.conftest import OWNER

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


class Taps:
    """Taps on what is seen, counted."""

    def __init__(self, page) -> None:
        self.page, self.count = page, 0

    def on(self, role: str, name: str) -> None:
        """Tap a link or a button and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role(role, name=name).first.tap()
        self.count += 1


@pytest.fixture
def work(begin):
    work = begin("HCT", width=360, has_touch=True, is_mobile=True)
    answers = full_answers(work.home.program, AH01=work.draft.started_on.isoformat())
    Draft.objects.using(OWNER).filter(pk=work.draft.pk).update(answers=answers)
    return work


def faults_of(page) -> list[str]:
    """What is wrong with the page as it is."""
    wide = width_of(page) > 360
    return violations(page) + (["scrolls sideways"] if wide else []) + page.said


def test_every_page_from_the_start_to_the_receipt(work):
    page, client = work.page, work.home.client.public_id
    page.goto(work.server + reverse("assessments:start", args=[client]))
    taps, found = Taps(page), {"start": faults_of(page)}
    taps.on("link", "Go on with the draft")
    found["tasks"] = faults_of(page)
    page.goto(work.server + page.locator(".tasks__link").first.get_attribute("href"))
    while "/check/" not in page.url:
        found[page.url] = faults_of(page)
        taps.on("button", "Save and continue")
    found["check"] = faults_of(page)
    taps.on("button", "Send the assessment")
    found["receipt"] = faults_of(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert "/receipt/" in page.url
    # One tap for each section, one to begin, one to send: nothing follows that anybody has to do by hand.
    assert taps.count == len(found) - 2
    sent = Assessment.objects.using(OWNER).get()
    assert CurrentLivingSituation.objects.using(OWNER).filter(information_date=sent.assessed_on).count() == 1


def test_a_living_situation_is_repeated_with_three_taps(work):
    today = clock.today()
    home = work.home
    CurrentLivingSituationFactory(
        client=home.client, enrollment=home.enrollment, agency=home.agency, information_date=today.replace(day=1)
    )
    page = work.page
    page.goto(work.server + reverse("clients:client", args=[home.client.public_id]))
    taps = Taps(page)
    taps.on("link", "Record where they stay")
    taps.on("link", "Same as last time")
    taps.on("button", "Save living situation")
    assert page.url.endswith(f"/clients/{home.client.public_id}/"), page.get_by_role("main").inner_text()[:900]
    assert taps.count == 3, page.get_by_role("main").inner_text()
    assert CurrentLivingSituation.objects.using(OWNER).filter(information_date=today).exists()


def test_an_assessment_is_corrected_with_three_taps(work):
    home = work.home
    Draft.objects.using(OWNER).filter(pk=work.draft.pk).delete()
    record = AssessmentFactory(
        client=home.client, enrollment=home.enrollment, agency=home.agency, assessed_on=clock.today()
    )
    page = work.page
    page.goto(work.server + reverse("clients:assessments", args=[home.client.public_id]))
    taps = Taps(page)
    page.locator(f'a[href="{reverse("assessments:show", args=[record.public_id])}"]').first.tap()
    taps.count += 1
    page.wait_for_url("**/assessments/**")
    taps.on("button", "Correct this assessment")
    taps.on("link", "Go on with")
    page.wait_for_url("**/questions/**")
    assert taps.count == 3
