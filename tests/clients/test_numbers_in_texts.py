"""Numbers, places and days in texts about survivors, however they are written; both readers find the same."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from clients import patterns

NUMBERS = [
    "SSN 123\u201345\u20136789", "ssn 123\u201145\u20116789", "ssn 123/45/6789", "ssn 123 - 45 - 6789",
    "916\u2013555\u20130199", "916\u2212555\u22120199", "916/555/0199", "916_555_0199", "916\u00b7555\u00b70199",
    "555\u20130199", "+44 20 7946 0958", "+52 55 1234 5678", "9\u200b16-555-0199", "\uff19\uff11\uff16-555-0199",
]  # fmt: skip
SIGNS = [
    "N 38\u00b034\u2032 W 121\u00b029\u2032", "5th & K Street", "5th and K", "zip 95814", "5/14/85", "14.5.85",
    "license 7ABC123", "mrn 448812", "ig rosie.m",
]  # fmt: skip
PLAIN = [
    "Seen on 11/29/2026 and 2026-11-28 at 10:30", "Has 3 children, 2 dogs and 1 cat", "Open 24/7 since 2025-2026",
    "Rooms for 12, 13, 14 or 15 people", "Rent of $1,200, deposit $2,400", "Call by 12/15, then 12/20/26",
    "Applied for COVID19 help", "Met on the 5th and 6th", "Back since 2025. 120 beds are full.",
]  # fmt: skip


@pytest.mark.parametrize("text", [*NUMBERS, *SIGNS])
def test_what_reaches_or_locates_somebody_is_found(text):
    assert patterns.pattern_in(f"She said: {text}.")


@pytest.mark.parametrize("text", PLAIN)
def test_days_counts_and_amounts_are_plain(text):
    assert patterns.pattern_in(text) == ""


def in_database(text: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app")
        cursor.execute("SELECT clients_number_in(%s)", [text])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@pytest.mark.parametrize("text", NUMBERS)
def test_the_database_finds_the_same_numbers(text):
    assert in_database(f"She said: {text}.")


@pytest.mark.django_db
@pytest.mark.parametrize("text", [*PLAIN, "1985-05-14", "2026-11-29T12:00:00+00:00"])
def test_the_database_lets_days_counts_and_amounts_pass(text):
    assert not in_database(text)


@pytest.mark.slow
@pytest.mark.django_db
@given(st.text(alphabet="0123456789 .-/()+\u2013\u200bab", max_size=40))
def test_the_database_refuses_no_number_that_the_portal_takes(text):
    assert not in_database(text) or patterns.pattern_in(text)
