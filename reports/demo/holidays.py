"""The federal holidays, by the rules of 5 U.S.C. 6103: a day of the month, or a weekday counted in it."""

from datetime import date, timedelta

from cas_portal.accounts.models import Continuum, Holiday

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
LAST = -1
NEW_YEAR = "New Year's Day"
ON_A_DAY = (
    (1, 1, NEW_YEAR),
    (6, 19, "Juneteenth"),
    (7, 4, "Independence Day"),
    (11, 11, "Veterans Day"),
    (12, 25, "Christmas Day"),
)
ON_A_WEEKDAY = (
    (1, MONDAY, 3, "Birthday of Martin Luther King, Jr."),
    (2, MONDAY, 3, "Washington's Birthday"),
    (5, MONDAY, LAST, "Memorial Day"),
    (9, MONDAY, 1, "Labor Day"),
    (10, MONDAY, 2, "Columbus Day"),
    (11, THURSDAY, 4, "Thanksgiving Day"),
)


def write_holidays(continuum: Continuum, today: date) -> None:
    """Write the holidays of this year and the next, so that business-day clocks stand still on them."""
    days = {**federal_holidays(today.year), **federal_holidays(today.year + 1)}
    rows = [Holiday(continuum=continuum, day=day, name=name) for day, name in sorted(days.items())]
    Holiday.objects.bulk_create(rows, ignore_conflicts=True)


def federal_holidays(year: int) -> dict[date, str]:
    """Return the days of a year on which a holiday is kept, with its name.

    One on a Saturday is kept the day before, one on a Sunday the day after; so the next New Year's Day may be kept in
    December.
    """
    fixed = {_kept(date(year, month, day)): name for month, day, name in ON_A_DAY}
    moving = {_counted(year, month, weekday, number): name for month, weekday, number, name in ON_A_WEEKDAY}
    found = {**fixed, **moving, _kept(date(year + 1, 1, 1)): NEW_YEAR}
    return {day: name for day, name in sorted(found.items()) if day.year == year}


def _kept(day: date) -> date:
    return day + timedelta(days={SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0))


def _counted(year: int, month: int, weekday: int, number: int) -> date:
    days = [day for day in (date(year, month, 1) + timedelta(days=n) for n in range(31)) if day.month == month]
    return [day for day in days if day.weekday() == weekday][number if number == LAST else number - 1]
