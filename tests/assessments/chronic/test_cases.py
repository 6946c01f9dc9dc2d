"""Chronic homelessness: the worked examples of policy §16."""

from datetime import date

import pytest

from assessments.chronic.finding import Evidence, Gap, Person, find
from assessments.chronic.stays import Proof, Rules, Stay

TODAY = date(2026, 8, 5)
DISABLED = Person(disability=True)


def day(text):
    return date.fromisoformat(text)


def chain(*parts, proof=Proof.SELF):
    """Stays that follow each other: a day, a code, a day, a code, ... The last goes on when no day follows its code."""
    days, codes = [day(text) for text in parts[::2]], parts[1::2]
    ends = [*days[1:], *([None] if len(parts) % 2 == 0 else [])]
    return [Stay(start, end, code, proof) for start, end, code in zip(days, ends, codes, strict=False)]


def found(stays, *, as_of=TODAY, person=DISABLED):
    return find(stays, as_of, person)


@pytest.mark.case("C01")
def test_twelve_months_to_the_day_are_enough():
    finding = found(chain("2025-08-05", 116))
    assert (finding.chronic, finding.test_a, finding.since) == (True, True, day("2025-08-05"))


@pytest.mark.case("C02")
def test_one_day_short_is_not_enough():
    finding = found(chain("2025-08-05", 116), as_of=day("2026-08-04"))
    assert not finding.chronic and Gap.TOO_SHORT in finding.gaps


@pytest.mark.case("C04")
def test_six_nights_with_friends_do_not_break():
    finding = found(chain("2025-07-01", 116, "2026-01-10", 336, "2026-01-16", 101))
    assert (finding.chronic, finding.test_a, len(finding.episodes)) == (True, True, 1)


@pytest.mark.case("C05")
def test_seven_nights_with_friends_break():
    finding = found(chain("2025-07-01", 116, "2026-01-10", 336, "2026-01-17", 101))
    assert not finding.chronic
    assert (len(finding.episodes), len(finding.months), finding.since) == (2, 14, day("2026-01-17"))


@pytest.mark.case("C07")
def test_eighty_nine_nights_in_jail_are_homeless_days():
    finding = found(chain("2025-07-01", 116, "2026-01-01", 207, "2026-03-31", 116))
    assert (finding.chronic, finding.test_a, len(finding.episodes), len(finding.months)) == (True, True, 1, 14)


def test_ninety_nights_in_jail_are_a_break():
    finding = found(chain("2025-07-01", 116, "2026-01-01", 207, "2026-04-01", 116))
    assert (finding.chronic, len(finding.episodes), finding.since) == (False, 2, day("2026-04-01"))


FOUR_TIMES = ("2023-10-10", 116, "2024-01-05", 335, "2024-03-01", 101, "2024-05-10", 314)


@pytest.mark.case("C09")
def test_four_episodes_and_exactly_twelve_months():
    finding = found(chain(*FOUR_TIMES, "2024-06-20", 116, "2024-08-15", 410, "2026-07-01", 116))
    assert (finding.chronic, finding.test_a, finding.test_b) == (True, False, True)
    assert (len(finding.episodes), len(finding.months)) == (4, 12)


@pytest.mark.case("C10")
def test_four_episodes_and_eleven_months_are_not_enough():
    finding = found(chain(*FOUR_TIMES, "2024-07-05", 116, "2024-08-15", 410, "2026-07-01", 116))
    assert (finding.chronic, len(finding.episodes), len(finding.months)) == (False, 4, 11)


@pytest.mark.case("C11")
def test_three_episodes_are_not_enough():
    finding = found(
        chain("2023-09-01", 116, "2024-04-10", 410, "2025-01-01", 101, "2025-03-20", 410, "2026-05-05", 116)
    )
    assert (finding.chronic, len(finding.episodes), len(finding.months)) == (False, 3, 15)


IN_TRANSITIONAL_HOUSING = ("2025-01-01", 116, "2026-07-01", 302)


@pytest.mark.case("C14")
def test_somebody_in_transitional_housing_is_not_homeless_now():
    finding = found(chain(*IN_TRANSITIONAL_HOUSING))
    assert not finding.chronic and not finding.now_homeless


@pytest.mark.case("C15")
def test_a_veteran_found_at_va_intake_stays_chronic():
    finding = found(chain(*IN_TRANSITIONAL_HOUSING), person=Person(disability=True, found_by_va=True))
    assert finding.chronic and finding.by_veteran_rule


@pytest.mark.case("C17")
def test_without_a_disability_nobody_is_chronic():
    finding = found(chain("2024-01-01", 116), person=Person(disability=False))
    assert (finding.chronic, finding.test_a, finding.gaps[0]) == (False, True, Gap.NO_DISABILITY)


@pytest.mark.case("C18")
def test_one_contact_a_month_documents_each_month():
    months = [*((2025, month) for month in range(7, 13)), *((2026, month) for month in range(1, 8))]
    contacts = [Stay(date(*month, 15), date(*month, 15), 116) for month in months]
    finding = found([*contacts, Stay(TODAY, TODAY, 116)])
    assert (finding.chronic, finding.since, len(finding.months)) == (True, day("2025-07-15"), 14)


@pytest.mark.case("C20")
def test_a_short_hospital_stay_from_the_street_keeps_somebody_homeless():
    finding = found(chain("2025-06-01", 116, "2026-07-06", 206))
    assert (finding.chronic, finding.test_a, len(finding.months)) == (True, True, 15)


@pytest.mark.case("C21")
def test_a_hospital_stay_entered_from_housing_does_not():
    finding = found(chain("2025-06-01", 116, "2026-06-01", 335, "2026-07-06", 206))
    assert not finding.now_homeless and not finding.chronic


def with_proof(better):
    """Somebody outside since 5 August 2025, whose latest 12 months have `better` proved ones; the others are told."""
    months = [(2025, month) for month in range(9, 13)] + [(2026, month) for month in range(1, 9)]
    seen = [Stay(date(*month, 3), date(*month, 3), 116, Proof.OBSERVATION) for month in months[:better]]
    return [*chain("2025-08-05", 116), *seen]


@pytest.mark.case("C23")
def test_nine_of_twelve_months_verify():
    finding = found(with_proof(9), person=Person(disability=True, disability_accepted=True))
    assert (finding.proved_months, finding.evidence, finding.gaps) == (9, Evidence.VERIFIED, ())
    unread = found(with_proof(9))
    assert (unread.evidence, unread.gaps) == (Evidence.SELF_REPORTED, (Gap.DISABILITY_PAPER,))


@pytest.mark.case("C24")
def test_eight_of_twelve_months_stay_self_reported():
    finding = found(with_proof(8), person=Person(disability=True, disability_accepted=True))
    assert finding.chronic
    assert (finding.evidence, finding.gaps) == (Evidence.SELF_REPORTED, (Gap.PROOF,))


def test_calendar_months_count_where_a_community_says_so():
    touched = Rules.of({"continuous_method": "months_touched"})
    assert find(chain("2025-09-30", 116), TODAY, DISABLED, touched).test_a
    assert not find(chain("2025-09-30", 116), TODAY, DISABLED).test_a


def test_nothing_known_says_what_is_missing():
    finding = found([], person=Person())
    assert finding.gaps == (Gap.DISABILITY_UNKNOWN, Gap.NOT_HOMELESS_NOW, Gap.TOO_SHORT)
