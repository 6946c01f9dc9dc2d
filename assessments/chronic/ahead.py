"""The days on which the answer will change if nothing else does: every stay that goes on, goes on (policy §4)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assessments.chronic.finding import Evidence, Finding, Person, find
from assessments.chronic.stays import DAY, Rules, Stay
from cas_portal.time.dates import add_months


@dataclass(frozen=True, slots=True)
class Change:
    """From this day on the answer is another one."""

    on: date
    chronic: bool
    evidence: Evidence


def changes_ahead(stays: Iterable[Stay], as_of: date, person: Person, rules: Rules | None = None) -> list[Change]:
    """Return the changes of the answer (chronic, and how well proved while it is yes), soonest first.

    Looks as far as the window is long: after that nothing that is known today can change any more.
    """
    rules = rules or Rules()
    known = list(stays)
    made: list[Change] = []
    before = _answer(find(known, as_of, person, rules))
    for day in _days_to_ask(known, as_of, rules):
        found = find(known, day, person, rules)
        if _answer(found) != before:
            made.append(Change(day, found.chronic, found.evidence))
            before = _answer(found)
    return made


def _answer(found: Finding) -> tuple[bool, Evidence | None]:
    return found.chronic, found.evidence if found.chronic else None


def _days_to_ask(stays: list[Stay], as_of: date, rules: Rules) -> list[date]:
    """Return the days on which anything the rules compare can tip, in order.

    That is the first of a month; the day after a known day; and known days moved on by the lengths of the rules, with
    the days around them, since months are not equally long.
    """
    last = add_months(as_of, rules.window_months) + DAY
    days = set(_firsts(as_of, last))
    edges = {day for stay in stays for day in (stay.start, stay.end) if day is not None}
    lengths = {rules.break_nights, rules.institution_break_nights}
    months = {rules.continuous_months, rules.window_months}
    for edge in edges:
        days.update(edge + timedelta(days=n) for n in (0, 1))
        days.update(edge + timedelta(days=length + n) for length in lengths for n in (0, 1))
        days.update(add_months(edge, count) + timedelta(days=n) for count in months for n in range(-3, 5))
    return sorted(day for day in days if as_of < day <= last)


def _firsts(after: date, last: date) -> Iterator[date]:
    day = add_months(after.replace(day=1), 1)
    while day <= last:
        yield day
        yield day + DAY
        day = add_months(day, 1)
