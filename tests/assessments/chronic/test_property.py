"""The rules and a reading night by night agree; so do the days ahead and asking on every single day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.chronic.ahead import changes_ahead
from assessments.chronic.finding import Person, find
from assessments.chronic.stays import Proof, Rules, Stay
from tests.assessments.chronic import nights

TODAY = date(2026, 8, 5)
CODES = st.sampled_from([116, 101, 118, 116, 204, 205, 206, 207, 302, 314, 335, 336, 410])
LENGTHS = st.sampled_from([0, 1, 3, 6, 7, 8, 20, 30, 60, 89, 90, 91, 200, 400])


@st.composite
def histories(draw):
    """Return stays that mostly follow each other; some overlap, some leave days out, the last may go on."""
    day, made = date(2023, 1, 1) + timedelta(days=draw(st.integers(0, 900))), []
    for _ in range(draw(st.integers(0, 9))):
        end = day + timedelta(days=draw(LENGTHS))
        made.append((day, end, draw(CODES), draw(st.sampled_from(list(Proof)))))
        day = end + timedelta(days=draw(st.sampled_from([0, 0, 0, 0, 1, 5, 40, -3])))
    if draw(st.booleans()):
        made.append((day, None, draw(CODES), Proof.SELF))
    return made


def stays_of(rows):
    return [Stay(*row) for row in rows]


@pytest.mark.slow
@settings(max_examples=80)
@given(rows=histories(), method=st.sampled_from(["elapsed", "months_touched"]))
def test_rules_equal_a_reading_night_by_night(rows, method):
    found = find(stays_of(rows), TODAY, Person(disability=True), Rules.of({"continuous_method": method}))
    months = [(month.first.year, month.first.month) for month in found.months]
    answer = (found.chronic, found.test_a, found.since, found.test_b, len(found.episodes), months, found.proved_months)
    assert answer == nights.answer(rows, TODAY, method=method)


@settings(max_examples=10)
@given(rows=histories())
def test_order_of_stays_does_not_matter(rows):
    person = Person(disability=True)
    assert find(stays_of(rows[::-1]), TODAY, person).chronic == find(stays_of(rows), TODAY, person).chronic


@pytest.mark.slow
@settings(max_examples=8)
@given(rows=histories())
def test_days_ahead_equal_asking_every_day(rows):
    person = Person(disability=True, disability_accepted=True)
    stays, expected = stays_of(rows), []
    before = find(stays, TODAY, person)
    for n in range(1, 1100):
        now = find(stays, TODAY + timedelta(days=n), person)
        if (now.chronic, now.chronic and now.evidence) != (before.chronic, before.chronic and before.evidence):
            expected.append((now.as_of, now.chronic, now.evidence))
        before = now
    assert [(change.on, change.chronic, change.evidence) for change in changes_ahead(stays, TODAY, person)] == expected


def test_the_day_the_twelfth_month_is_full():
    stays = [Stay(date(2025, 9, 10), None, 116, Proof.OBSERVATION)]
    changes = changes_ahead(stays, TODAY, Person(disability=True))
    assert [(change.on, change.chronic) for change in changes] == [(date(2026, 9, 10), True)]
