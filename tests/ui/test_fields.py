"""What people type, and what becomes of it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cas_portal.ui.fields import MemorableDateField, PhoneField, SSNField


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["8", "5", "2025"], date(2025, 8, 5)),
        (["08", " 05 ", "2025"], date(2025, 8, 5)),
        (["2", "29", "2024"], date(2024, 2, 29)),
        (date(2025, 8, 5), date(2025, 8, 5)),
    ],
)
def test_date_accepts(typed, expected):
    assert MemorableDateField().clean(typed) == expected


@pytest.mark.parametrize(
    ("typed", "message", "parts"),
    [
        (["2", "30", "2024"], "February 2024 has only 29 days", ["day"]),
        (["8", "", "2025"], "The date must include a day", ["day"]),
        (["", "5", ""], "The date must include a month and a year", ["month", "year"]),
        (["13", "5", "2025"], "Choose a month from the list", ["month"]),
        (["8", "x", "2025"], "Enter the day as a number from 1 to 31", ["day"]),
        (["8", "5", "25"], "Enter the year with four digits, for example 1985", ["year"]),
        (["8", "5", "1701"], "Enter a year between 1850 and 2200", ["year"]),
        (["8", "５", "2025"], "Enter the day as a number from 1 to 31", ["day"]),
    ],
)
def test_date_says_what_is_wrong(typed, message, parts):
    with pytest.raises(ValidationError) as error:
        MemorableDateField().clean(typed)

    assert error.value.messages == [message]
    assert error.value.params["parts"] == parts


def test_date_left_empty():
    assert MemorableDateField(required=False).clean(["", "", ""]) is None
    with pytest.raises(ValidationError):
        MemorableDateField().clean(["", "", ""])


def test_date_limits_are_asked_when_it_is_checked():
    field = MemorableDateField(earliest=date(2025, 1, 1), latest=lambda: date(2025, 8, 5))

    assert field.clean(["8", "5", "2025"]) == date(2025, 8, 5)
    with pytest.raises(ValidationError, match="or earlier"):
        field.clean(["8", "6", "2025"])
    with pytest.raises(ValidationError, match="or later"):
        field.clean(["12", "31", "2024"])


def test_date_reads_one_iso_value():
    widget = MemorableDateField().widget

    assert widget.value_from_datadict({"on": "2025-08-05"}, {}, "on") == ["8", "05", "2025"]
    assert widget.value_from_datadict({"on_0": "8", "on_1": "5", "on_2": "2025"}, {}, "on") == ["8", "5", "2025"]


@pytest.mark.parametrize(
    ("initial", "typed", "changed"),
    [(date(2025, 8, 5), ["8", "5", "2025"], False), (None, ["8", "5", "2025"], True), (None, ["8", "", ""], True)],
)
def test_date_knows_whether_it_changed(initial, typed, changed):
    assert MemorableDateField().has_changed(initial, typed) is changed


@pytest.mark.parametrize("typed", ["559-555-0123", "(559) 555 0123", "1 559.555.0123", "+1 559 555 0123", "5595550123"])
def test_phone_accepts_any_spelling(typed):
    assert PhoneField().clean(typed) == "5595550123"


def test_phone_of_another_country_is_kept():
    assert PhoneField().clean("+52 55 1234 5678") == "+525512345678"


@pytest.mark.parametrize("typed", ["12345", "559-555-012x", "059-555-0123", "call me", "+1 12"])
def test_phone_refuses(typed):
    with pytest.raises(ValidationError, match="area code"):
        PhoneField().clean(typed)


@pytest.mark.parametrize("typed", ["123-45-6789", "123 45 6789", "123456789"])
def test_ssn_accepts_any_spelling(typed):
    assert SSNField().clean(typed) == "123456789"


@pytest.mark.parametrize("typed", ["000-12-3456", "666-12-3456", "900-12-3456", "123-00-3456", "123-45-0000"])
def test_ssn_refuses_numbers_never_issued(typed):
    with pytest.raises(ValidationError, match="cannot be"):
        SSNField().clean(typed)


def test_ssn_takes_unknown_digits_only_where_allowed():
    assert SSNField(partial=True).clean("xxx-xx-6789") == "xxxxx6789"
    with pytest.raises(ValidationError, match="nine digits"):
        SSNField().clean("xxx-xx-6789")


@pytest.mark.parametrize("field", [PhoneField(required=False), SSNField(required=False)])
def test_optional_fields_may_stay_empty(field):
    assert field.clean("  ") == ""
