"""Date arithmetic of policy §1."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cas_portal.time import dates

HOLIDAYS = frozenset(
    date.fromisoformat(day)
    for day in (
        "2025-09-01", "2025-11-11", "2025-11-27", "2025-11-28", "2025-12-25", "2026-01-01",
        "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-03",
    )
)  # fmt: skip
DAYS = st.dates(min_value=date(1930, 1, 1), max_value=date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-11-30", 15, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2025-12-15", 1, "2026-01-15"),
        ("2026-08-05", -36, "2023-08-05"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-03-31", -1, "2025-02-28"),
    ],
)
def test_add_months(day, months, expected):
    assert dates.add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


@given(DAYS, st.integers(min_value=-240, max_value=240))
def test_add_months_lands_in_the_right_month(day, months):
    landed = dates.add_months(day, months)
    assert landed.year * 12 + landed.month == day.year * 12 + day.month + months
    assert landed.day == day.day or (landed + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2025-08-27", 3, "2025-09-02"),
        ("2025-08-28", 3, "2025-09-03"),
        ("2025-08-22", 3, "2025-08-27"),
        ("2025-11-26", 1, "2025-12-01"),
        ("2025-08-30", 1, "2025-09-02"),
        ("2025-08-30", 0, "2025-08-30"),
    ],
)
def test_add_business_days(day, count, expected):
    assert dates.add_business_days(date.fromisoformat(day), count, HOLIDAYS) == date.fromisoformat(expected)


def test_add_business_days_refuses_to_count_back():
    with pytest.raises(ValueError, match="forward"):
        dates.add_business_days(date(2025, 8, 27), -1, HOLIDAYS)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ("2000-08-06", "2025-08-05", 24),
        ("2000-08-05", "2025-08-05", 25),
        ("2004-02-29", "2022-02-28", 17),
        ("2004-02-29", "2022-03-01", 18),
        ("2004-02-29", "2024-02-29", 20),
        ("2025-08-05", "2025-08-05", 0),
        ("2025-08-06", "2025-08-05", -1),
    ],
)
def test_age_on(birth, day, age):
    assert dates.age_on(date.fromisoformat(birth), date.fromisoformat(day)) == age


def test_a_period_includes_its_last_day():
    last = date(2025, 11, 3)
    assert dates.is_valid_on(last, last)
    assert not dates.is_valid_on(last, last + timedelta(days=1))
    assert dates.is_valid_on(None, last)


def test_older_than_starts_on_day_n_plus_one():
    assert not dates.older_than(date(2025, 7, 1), 30, date(2025, 7, 31))
    assert dates.older_than(date(2025, 7, 1), 30, date(2025, 8, 1))


def test_over_a_year_is_strict_and_at_least_a_year_is_not():
    start, full = date(2024, 8, 5), date(2025, 8, 5)
    assert not dates.longer_than_months(start, 12, full)
    assert dates.longer_than_months(start, 12, full + timedelta(days=1))
    assert dates.at_least_months(start, 12, full)
    assert not dates.at_least_months(start, 12, full - timedelta(days=1))
