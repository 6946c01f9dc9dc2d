"""Numbers that HUD counts as invalid although they could have been issued."""

import pytest

from clients.ssn import doubt_about


@pytest.mark.parametrize("number", ["123456789", "111111111", "876543210", "234567890", "012345678"])
def test_digits_alike_or_in_a_row_are_doubted(number):
    assert "all alike or in a row" in doubt_about(number)


@pytest.mark.parametrize("number", ["xxxxxxxxx", "12345678x", "123xx67xx"])
def test_last_four_digits_are_asked_for(number):
    assert "last four" in doubt_about(number)


@pytest.mark.parametrize("number", ["", "123456780", "xxxxx6789", "111111112"])
def test_others_are_taken(number):
    assert doubt_about(number) == ""
