"""Lives and warnings of assessments: policy §16, D."""

from datetime import date, datetime, timedelta

import pytest

from assessments import validity

CASES = [
    ("D01", validity.CRISIS, "2025-08-05", "2025-11-03"),
    ("D03", validity.CRISIS, "2023-12-01", "2024-02-29"),
    ("D04", validity.CRISIS, "2025-12-01", "2026-03-01"),
    ("D05", validity.HCT, "2024-11-30", "2026-02-28"),
    ("D07", validity.HCT, "2025-11-28", "2027-02-28"),
    ("D07", validity.HCT, "2025-11-29", "2027-02-28"),
    ("D07", validity.HCT, "2025-11-30", "2027-02-28"),
    ("D08", validity.HCT, "2024-05-31", "2025-08-31"),
    ("D10", validity.HCT, "2025-01-31", "2026-04-30"),
    ("D10", validity.HCT, "2025-03-31", "2026-06-30"),
]


@pytest.mark.parametrize(
    ("kind", "assessed_on", "last_day"),
    [pytest.param(*row, marks=pytest.mark.case(case_id)) for case_id, *row in CASES],
)
def test_valid_through(kind, assessed_on, last_day):
    assessed, last = date.fromisoformat(assessed_on), date.fromisoformat(last_day)
    assert validity.valid_through(kind, assessed, {}) == last
    assert validity.is_valid(kind, assessed, last, {})
    assert not validity.is_valid(kind, assessed, last + timedelta(days=1), {})


@pytest.mark.parametrize(
    ("kind", "assessed_on", "warning"),
    [
        pytest.param(validity.HCT, "2024-11-30", "2026-01-29", marks=pytest.mark.case("D11")),
        pytest.param(validity.CRISIS, "2025-08-05", "2025-10-20", marks=pytest.mark.case("D12")),
    ],
)
def test_warning_on(kind, assessed_on, warning):
    last = validity.valid_through(kind, date.fromisoformat(assessed_on), {})
    assert validity.warning_on(kind, last, {}) == date.fromisoformat(warning)


@pytest.mark.case("D13")
def test_a_living_situation_is_stale_on_day_31():
    recorded = date(2025, 7, 1)
    assert not validity.living_situation_is_stale(recorded, date(2025, 7, 31), {})
    assert validity.living_situation_is_stale(recorded, date(2025, 8, 1), {})


def test_a_draft_closes_after_day_7():
    assert not validity.draft_is_closed(date(2025, 8, 1), date(2025, 8, 8), {})
    assert validity.draft_is_closed(date(2025, 8, 1), date(2025, 8, 9), {})


def test_lives_are_settings():
    settings = {"hct_valid_months": 12, "crisis_valid_days": 60}
    assert validity.valid_through(validity.HCT, date(2025, 1, 31), settings) == date(2026, 1, 31)
    assert validity.valid_through(validity.CRISIS, date(2025, 1, 1), settings) == date(2025, 3, 2)


@pytest.mark.parametrize(
    ("settings", "until"),
    [
        ({}, datetime(2025, 9, 1, 17)),
        ({"bed_hold_days": 0, "bed_hold_hour": 21}, datetime(2025, 8, 31, 21)),
    ],
)
def test_a_bed_is_held_until_five_of_the_next_day(settings, until):
    assert validity.bed_is_held_until(date(2025, 8, 31), settings) == until
