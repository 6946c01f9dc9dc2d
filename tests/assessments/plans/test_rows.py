"""Rows of a plan's forms: steps and helpers stay until somebody takes them out."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from assessments.models import Plan
from assessments.plans.content import content_of
from assessments.plans.samples import SAMPLES
from cas_portal.time import clock
from tests.assessments.plans.as_shown import as_shown
from tests.clients.acting import acting, signed_in
from tests.factories.assessments import AssessmentFactory, ready_household

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SMART = dict.fromkeys(("specific", "measurable", "achievable", "relevant", "time_bound"), "Yes")


@pytest.fixture(autouse=True)
def today():
    with clock.freeze(datetime(2026, 8, 5, 19, tzinfo=UTC)):
        yield


@pytest.fixture
def home(db):
    return ready_household()


@pytest.fixture
def browser(home):
    return signed_in(home.assessor)


def url(home, name, *more):
    return reverse(f"assessments:{name}", args=[home.client.public_id, *more])


def shown(browser, address):
    return as_shown(browser.get(address).content.decode())


def begin(browser, home):
    """A plan with a housing goal of two steps, and two helpers: version 2."""
    goal = {
        **shown(browser, url(home, "add_goal")), "area": "housing", "text": "A door of my own", **SMART,
        "barriers": "No ID", "days": "90", "steps-0-text": "Get an ID", "steps-0-owner": "Ana",
        "steps-0-due": "2026-09-01",
    }  # fmt: skip
    added = {"steps-TOTAL_FORMS": "2", "steps-1-text": "Hand it in", "steps-1-owner": "Cruz",
             "steps-1-due": "2026-09-02"}  # fmt: skip
    assert browser.post(url(home, "add_goal"), goal | added).status_code == 302
    about = {
        **shown(browser, url(home, "edit_plan")), "preferred": "psh", "team-TOTAL_FORMS": "2",
        "team-0-name": "Ana", "team-0-help": "navigation", "team-1-name": "Cruz", "team-1-help": "health",
    }  # fmt: skip
    assert browser.post(url(home, "edit_plan"), about).status_code == 302


def stored(home):
    with acting(home.assessor):
        plan = Plan.objects.get(client=home.client)
    content = content_of(plan.content)
    return plan.version, [step.text for step in content.goals[0].steps], [one.name for one in content.team]


def test_saving_what_is_shown_keeps_every_row_and_makes_no_version(home, browser):
    begin(browser, home)
    before = stored(home)
    assert before == (2, ["Get an ID", "Hand it in"], ["Ana", "Cruz"])
    for address in (url(home, "change_goal", 1), url(home, "edit_plan")):
        done = browser.post(address, shown(browser, address), follow=True)
        assert done.status_code == 200 and "Nothing was changed" in done.content.decode()
        assert stored(home) == before


def test_another_field_changes_and_the_rows_stay(home, browser):
    begin(browser, home)
    goal = {**shown(browser, url(home, "change_goal", 1)), "notes": "Likes the north"}
    assert browser.post(url(home, "change_goal", 1), goal).status_code == 302
    about = {**shown(browser, url(home, "edit_plan")), "review_on": "2026-10-01"}
    about = {name: value for name, value in about.items() if not name.startswith("review_on_")}
    assert browser.post(url(home, "edit_plan"), about).status_code == 302
    assert stored(home) == (4, ["Get an ID", "Hand it in"], ["Ana", "Cruz"])


def test_one_row_changes_and_the_others_stay(home, browser):
    begin(browser, home)
    goal = {**shown(browser, url(home, "change_goal", 1)), "steps-1-text": "Hand it in at the office"}
    assert browser.post(url(home, "change_goal", 1), goal).status_code == 302
    assert stored(home)[1] == ["Get an ID", "Hand it in at the office"]


def test_a_browser_that_calls_every_row_new_loses_none(home, browser):
    begin(browser, home)
    goal = {**shown(browser, url(home, "change_goal", 1)), "steps-INITIAL_FORMS": "0"}
    assert browser.post(url(home, "change_goal", 1), goal).status_code == 302
    assert stored(home)[1] == ["Get an ID", "Hand it in"]


def test_a_row_goes_only_when_it_is_taken_out(home, browser):
    begin(browser, home)
    emptied = {**shown(browser, url(home, "edit_plan")), "team-0-name": "", "team-0-help": ""}
    assert browser.post(url(home, "edit_plan"), emptied).status_code == 422
    page = browser.get(url(home, "edit_plan")).content.decode()
    assert page.count("Take this row out") == 2, "the empty row needs no such box"
    taken = {**as_shown(page), "team-0-DELETE": "on"}
    assert browser.post(url(home, "edit_plan"), taken).status_code == 302
    steps = {**shown(browser, url(home, "change_goal", 1)), "steps-0-DELETE": "on", "steps-1-DELETE": "on"}
    assert browser.post(url(home, "change_goal", 1), steps).status_code == 422, "a goal without a step"
    assert stored(home) == (3, ["Get an ID", "Hand it in"], ["Cruz"])


def test_half_a_row_is_asked_for_its_other_half(home, browser):
    begin(browser, home)
    half = {**shown(browser, url(home, "change_goal", 1)), "steps-2-text": "Call the clerk"}
    answer = browser.post(url(home, "change_goal", 1), half)
    assert answer.status_code == 422 and "Call the clerk" in answer.content.decode()
    assert stored(home)[0] == 2


def test_a_plan_saved_unchanged_after_a_newer_hct_is_a_version_under_that_hct(home, browser):
    begin(browser, home)
    hct = AssessmentFactory(client=home.client, enrollment=home.enrollment, assessed_on=date(2026, 8, 5))
    assert browser.post(url(home, "change_goal", 1), shown(browser, url(home, "change_goal", 1))).status_code == 302
    with acting(home.assessor):
        plan = Plan.objects.get(client=home.client)
    assert (plan.version, plan.hct_id) == (3, hct.pk)


@pytest.mark.parametrize("sample", [one.key for one in SAMPLES if one.area == "housing"])
def test_a_sample_is_saved_as_it_was_copied(home, browser, sample):
    address = url(home, "add_goal") + f"?sample={sample}"
    assert browser.post(address, shown(browser, address)).status_code == 302
    assert len(stored(home)[1]) == 3
