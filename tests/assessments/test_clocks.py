"""The clocks of assessing: policy §2."""

from datetime import date

import pytest

from assessments import clocks
from assessments.clocks import State
from assessments.models import Assessment, Draft, FollowUp
from cas_portal.accounts.settings import DEFAULTS
from tests.factories.assessments import AssessmentFactory, DraftFactory, FollowUpFactory, ready_household


@pytest.mark.parametrize(
    ("kind", "through", "today", "state"),
    [
        pytest.param("CRISIS", "2025-11-03", "2025-10-19", State.RUNNING, marks=pytest.mark.case("D12")),
        pytest.param("CRISIS", "2025-11-03", "2025-10-20", State.WARNING, marks=pytest.mark.case("D12")),
        pytest.param("CRISIS", "2025-11-03", "2025-11-03", State.WARNING, marks=pytest.mark.case("D01")),
        pytest.param("CRISIS", "2025-11-03", "2025-11-04", State.OVER, marks=pytest.mark.case("D02")),
        pytest.param("HCT", "2026-02-28", "2026-01-28", State.RUNNING, marks=pytest.mark.case("D11")),
        pytest.param("HCT", "2026-02-28", "2026-01-29", State.WARNING, marks=pytest.mark.case("D11")),
        pytest.param("HCT", "2026-02-28", "2026-03-01", State.OVER, marks=pytest.mark.case("D05")),
    ],
)
def test_scored_tools_warn_and_run_out(kind, through, today, state):
    row = Assessment(kind=kind, assessed_on=date(2024, 11, 30), valid_through=date.fromisoformat(through))
    assert clocks.scored(kind, row, date.fromisoformat(today), DEFAULTS).state == state


@pytest.mark.case("D13")
def test_a_living_situation_is_over_on_day_31():
    recorded = date(2025, 7, 1)
    assert clocks.living_situation(recorded, date(2025, 7, 31), DEFAULTS).state == State.WARNING
    assert clocks.living_situation(recorded, date(2025, 8, 1), DEFAULTS).state == State.OVER
    assert clocks.living_situation(None, recorded, DEFAULTS).state == State.NEVER


@pytest.mark.case("D21")
def test_the_annual_window_lies_around_the_anniversary():
    entered = date(2024, 10, 15)
    window = clocks.annual(entered, None, date(2025, 9, 14))
    assert (window.opens, window.through, window.state) == (date(2025, 9, 15), date(2025, 11, 14), State.RUNNING)
    assert clocks.annual(entered, None, date(2025, 9, 15)).state == State.WARNING
    assert clocks.annual(entered, None, date(2025, 11, 14)).state == State.WARNING
    assert clocks.annual(entered, date(2025, 9, 20), date(2025, 11, 14)).state == State.RUNNING


@pytest.mark.case("D21")
@pytest.mark.parametrize(
    ("done", "today", "state", "through"),
    [
        (None, "2025-11-14", State.WARNING, "2025-11-14"),
        (None, "2025-11-15", State.OVER, "2025-11-14"),
        ("2024-12-01", "2025-11-15", State.OVER, "2025-11-14"),
        ("2025-09-14", "2025-11-15", State.OVER, "2025-11-14"),
        ("2025-09-15", "2025-11-15", State.RUNNING, "2026-11-14"),
        ("2025-11-14", "2026-08-01", State.RUNNING, "2026-11-14"),
        ("2025-12-24", "2026-01-05", State.RUNNING, "2026-11-14"),
        (None, "2026-09-14", State.OVER, "2025-11-14"),
        (None, "2026-09-15", State.WARNING, "2026-11-14"),
        (None, "2026-11-15", State.OVER, "2026-11-14"),
        ("2025-10-01", "2026-11-15", State.OVER, "2026-11-14"),
    ],
)
def test_a_missed_annual_assessment_is_over_until_it_is_done_or_due_again(done, today, state, through):
    done_on = date.fromisoformat(done) if done else None
    found = clocks.annual(date(2024, 10, 15), done_on, date.fromisoformat(today))
    assert (found.state, found.through) == (state, date.fromisoformat(through))


def test_in_the_first_year_nothing_is_missed():
    assert clocks.annual(date(2025, 2, 28), None, date(2025, 12, 31)).state == State.RUNNING
    assert clocks.annual(date(2024, 2, 29), None, date(2025, 3, 31)).state == State.OVER


def test_a_draft_counts_for_seven_days():
    row = Draft(started_on=date(2025, 8, 1))
    assert clocks.draft(row, date(2025, 8, 8), DEFAULTS).state == State.WARNING
    assert clocks.draft(row, date(2025, 8, 9), DEFAULTS).state == State.OVER


@pytest.mark.slow
def test_a_client_has_one_row_for_each_clock(acting):
    home = ready_household()
    hct = AssessmentFactory(client=home.client, enrollment=home.enrollment)
    FollowUpFactory(client=home.client, assessment=hct)
    DraftFactory(client=home.client, enrollment=home.enrollment)
    with acting(home.assessor):
        found = clocks.clocks_of(home.assessor, home.client, home.enrollment, date(2025, 8, 13), DEFAULTS)
        assert [(row.kind, row.state) for row in found] == [
            ("CLS", State.NEVER), ("CRISIS", State.NEVER), ("HCT", State.RUNNING), ("PLAN", State.OVER),
            ("ANNUAL", State.RUNNING), ("DRAFT", State.OVER),
        ]  # fmt: skip
        FollowUp.objects.update(state="done", done_at="2025-08-13T00:00Z")
        found = clocks.clocks_of(home.assessor, home.client, home.enrollment, date(2025, 8, 13), DEFAULTS)
        assert "PLAN" not in [row.kind for row in found]
