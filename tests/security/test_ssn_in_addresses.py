"""A Social Security number typed into the box that shows in addresses goes nowhere, however it is spelled."""

import pytest

from clients.typed import parse, ssn_in

SPELLINGS = ["123-45-6789", "123456789", "123 45 6789", "123.45.6789", "123–45–6789", "123\u00a045\u00a06789"]


@pytest.mark.parametrize("number", SPELLINGS)
@pytest.mark.parametrize("around", ["{}", "Rosa {}", "{} 5/14/1985", "(916) 555-0100 {}", "{} 9165550100"])
def test_number_is_recognized(number, around):
    assert ssn_in(around.format(number))


@pytest.mark.parametrize("number", SPELLINGS)
def test_number_is_never_searched_for_as_something_else(number):
    asked = parse(f"Rosa {number}")
    assert (asked.name, asked.phone, asked.hmis_id, asked.ssn) == ("Rosa", "", "", "")


@pytest.mark.parametrize(
    "text", ["916 555 0100", "9165550100", "+1 916-555-0100", "5/14/1985", "1985-05-14", "SV-2026-004711"]
)
def test_other_numbers_are_not_taken_for_one(text):
    assert not ssn_in(text)
