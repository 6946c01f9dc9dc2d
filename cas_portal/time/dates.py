"""Date arithmetic of the rules (policy §1): pure functions of calendar dates; holidays are passed in."""

from calendar import isleap, monthrange
from collections.abc import Container
from datetime import date, timedelta

SATURDAY = 5


def add_months(day: date, months: int) -> date:
    """Return the same day number `months` later, else the last day of that month (policy §1)."""
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    month = month_index + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_days(day: date, days: int) -> date:
    """Return the date `days` calendar days later (policy §1)."""
    return day + timedelta(days=days)


def add_business_days(day: date, count: int, holidays: Container[date]) -> date:
    """Return the `count`-th Monday-Friday outside `holidays`, counting from the day after `day` (policy §1).

    Raises ValueError when `count` is negative; zero returns `day` itself.
    """
    if count < 0:
        raise ValueError("Business days are counted forward only.")
    while count:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY and day not in holidays:
            count -= 1
    return day


def age_on(birth_date: date, day: date) -> int:
    """Return whole years on `day`; a 29 February birthday counts on 1 March in common years (policy §1).

    Before birth the age is negative, so callers can refuse such a date.
    """
    month, number = birth_date.month, birth_date.day
    if (month, number) == (2, 29) and not isleap(day.year):
        month, number = 3, 1
    return day.year - birth_date.year - ((day.month, day.day) < (month, number))


def is_valid_on(valid_through: date | None, as_of: date) -> bool:
    """A period includes its last day and is over the next day; without a last day it never ends (policy §1)."""
    return valid_through is None or as_of <= valid_through


def older_than(day: date, days: int, as_of: date) -> bool:
    """ "Older or longer than N days" is true from day N+1 (policy §1)."""
    return as_of > add_days(day, days)


def longer_than_months(start: date, months: int, as_of: date) -> bool:
    """ "Over a year" and the like are strict: true from the day after the full months (policy §1)."""
    return as_of > add_months(start, months)


def at_least_months(start: date, months: int, as_of: date) -> bool:
    """ "At least 12 months" is true on the very day the months are full (policy §1)."""
    return as_of >= add_months(start, months)
