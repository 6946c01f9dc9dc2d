"""Rows of a plan's forms: steps and helpers stay until somebody takes them out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from assessments.models import Plan
from assessments.plans.content import content_of
from assessments.plans.samples import BY_KEY, SAMPLES
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


@pytest.mark.parametrize("sample", [one.key for one in SAMPLES if one.area != "housing"])
def test_a_sample_of_another_goal_is_saved_as_it_was_copied_with_its_days(home, browser, sample):
    begin(browser, home)
    address = url(home, "add_goal") + f"?sample={sample}"
    assert browser.post(address, shown(browser, address)).status_code == 302
    with acting(home.assessor):
        goal = content_of(Plan.objects.get(client=home.client).content).goals[1]
    assert goal.sample == sample
    assert all(date(2026, 8, 5) < step.due <= date(2026, 8, 5) + timedelta(days=goal.days) for step in goal.steps)


def test_a_step_without_its_day_is_asked_for_it(home, browser):
    begin(browser, home)
    sent = {
        **shown(browser, url(home, "change_goal", 1)),
        "steps-0-due_0": "",
        "steps-0-due_1": "",
        "steps-0-due_2": "",
    }
    sent = {name: "" if name.startswith("steps-0-due") else value for name, value in sent.items()}
    assert browser.post(url(home, "change_goal", 1), sent).status_code == 422
    assert stored(home)[0] == 2


def test_the_five_questions_are_marked_as_required_for_a_housing_goal(home, browser):
    first = browser.get(url(home, "add_goal")).content.decode()
    assert "(required for a housing goal)" not in first and 'title="required"' in first.split("What exactly?")[1][:60]
    begin(browser, home)
    other = browser.get(url(home, "add_goal")).content.decode()
    assert other.count("(required for a housing goal)") == 5


class TestLanguageOfSamples:
    def sheet(self, browser, home, lang):
        return browser.get(url(home, "plan_sheet") + f"?lang={lang}").content.decode()

    def copied(self, browser, home, **changes):
        address = url(home, "add_goal") + "?sample=apartment"
        assert browser.post(address, {**shown(browser, address), **changes}).status_code == 302

    def test_a_sample_copied_in_english_prints_spanish_on_the_spanish_plan(self, home, browser):
        self.copied(browser, home)
        spanish, english = self.sheet(browser, home, "es"), self.sheet(browser, home, "en")
        sample = BY_KEY["apartment"]
        for text in (text for text in sample.texts() if text):
            with translation.override("en"):
                in_english = escape(str(text))
            with translation.override("es"):
                in_spanish = escape(str(text))
            assert in_spanish in spanish and in_english in english, in_english
            assert in_english == in_spanish or in_english not in spanish, in_english

    def test_own_words_stay_as_they_were_written(self, home, browser):
        self.copied(browser, home, text="A room with a window", **{"steps-0-text": "Ask Rosa"})
        spanish = self.sheet(browser, home, "es")
        assert "A room with a window" in spanish and "Ask Rosa" in spanish
        assert "Look at three apartments" not in spanish

    def test_what_was_copied_in_spanish_prints_english_on_the_english_plan(self, home, browser):
        browser.cookies["language"] = "es"
        self.copied(browser, home)
        assert "Look at three apartments" not in stored(home)[1]
        browser.cookies["language"] = "en"
        assert "Look at three apartments" in self.sheet(browser, home, "en")
        assert "Look at three apartments" not in self.sheet(browser, home, "es")

    def test_what_older_code_reads_of_a_plan_is_as_it_was(self, home, browser):
        self.copied(browser, home)
        with acting(home.assessor):
            content = Plan.objects.get(client=home.client).content
        assert "sample" not in content["goals"][0] and list(content["samples"].values()) == ["apartment"]
