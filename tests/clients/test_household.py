"""Household types (policy §16, H)."""

from datetime import date

import pytest

from clients.household import CHILD, SELF, SPOUSE_OR_PARTNER, HouseholdType, Member, classify

ON = date(2025, 8, 5)
OTHER_RELATIVE = 4


def _household(*members):
    return [Member(relationship=relationship, birth_date=date.fromisoformat(born)) for born, relationship in members]


@pytest.mark.parametrize(
    ("members", "kind", "tay_headed"),
    [
        pytest.param([("1990-01-01", SELF)], "SINGLE_ADULT", False, marks=pytest.mark.case("H01")),
        pytest.param([("2000-08-06", SELF)], "TAY", True, marks=pytest.mark.case("H02")),
        pytest.param([("2000-08-05", SELF)], "SINGLE_ADULT", False, marks=pytest.mark.case("H03")),
        pytest.param(
            [("1980-01-01", SELF), ("1982-01-01", SPOUSE_OR_PARTNER)], "COUPLE", False, marks=pytest.mark.case("H04")
        ),
        pytest.param(
            [("1980-01-01", SELF), ("1982-01-01", OTHER_RELATIVE)], "ADULT_GROUP", False, marks=pytest.mark.case("H05")
        ),
        pytest.param([("1985-01-01", SELF), ("2007-08-06", CHILD)], "FAMILY", False, marks=pytest.mark.case("H06")),
        pytest.param([("2003-01-01", SELF), ("2023-01-01", CHILD)], "FAMILY", True, marks=pytest.mark.case("H08")),
        pytest.param([("2008-01-01", SELF)], "UNACCOMPANIED_MINOR", False, marks=pytest.mark.case("H09")),
        pytest.param(
            [("2004-01-01", SELF), ("2002-01-01", SPOUSE_OR_PARTNER)], "COUPLE", True, marks=pytest.mark.case("H10")
        ),
    ],
)
def test_household_type(members, kind, tay_headed):
    facts = classify(_household(*members), ON)
    assert (facts.type, facts.tay_headed) == (HouseholdType(kind), tay_headed)
    assert facts.served == (kind != "UNACCOMPANIED_MINOR")


@pytest.mark.case("H12")
def test_under_five_ends_on_the_fifth_birthday():
    members = _household(("1990-01-01", SELF), ("2020-08-05", CHILD))
    assert classify(members, date(2025, 8, 4)).child_under_5
    assert not classify(members, date(2025, 8, 5)).child_under_5


def test_single_parent_has_no_partner_in_the_household():
    alone = _household(("1994-01-01", SELF), ("2016-01-01", CHILD))
    assert classify(alone, ON).single_parent
    assert not classify([*alone, Member(SPOUSE_OR_PARTNER, date(1994, 1, 1))], ON).single_parent
    assert not classify(_household(("1994-01-01", SELF)), ON).single_parent


def test_minors_living_elsewhere_do_not_count():
    child = Member(CHILD, date(2016, 1, 1), lives_elsewhere=True)
    facts = classify([*_household(("1990-01-01", SELF)), child], ON)
    assert (facts.type, facts.size, facts.minors) == (HouseholdType.SINGLE_ADULT, 1, 0)


def test_stated_age_of_a_survivor_wins_over_the_birth_year():
    facts = classify([Member(SELF, date(2000, 1, 1), stated_age=24)], ON)
    assert facts.type == HouseholdType.TAY
    assert (facts.oldest_adult_age, facts.head_age) == (24, 24)


def test_unknown_ages_count_as_adults_except_children_and_never_make_an_age_rule_true():
    facts = classify([Member(SELF), Member(CHILD)], ON)
    assert (facts.type, facts.unknown_ages) == (HouseholdType.FAMILY, 2)
    assert (facts.tay_headed, facts.child_under_5, facts.oldest_adult_age) == (False, False, None)


def test_type_follows_the_day_asked_about():
    members = _household(("1985-01-01", SELF), ("2007-08-06", CHILD))
    assert classify(members, date(2025, 8, 6)).type == HouseholdType.ADULT_GROUP


def test_an_empty_household_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        classify([], ON)
