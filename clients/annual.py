"""When the annual assessment is due, as a pure function of the entry day (HUD: 30 days around the anniversary)."""

from dataclasses import dataclass
from datetime import date, timedelta

from cas_portal.time.dates import add_months

EITHER_SIDE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class AnnualWindow:
    """The days on which one year's assessment counts, both ends included."""

    opens: date
    closes: date

    def is_open(self, day: date) -> bool:
        """Whether the assessment may be done for this anniversary on the day."""
        return self.opens <= day <= self.closes


def annual_window(entered_on: date, years: int = 1) -> AnnualWindow:
    """Return the window of an anniversary; an entry on 29 February has its anniversary on the last of the month."""
    anniversary = add_months(entered_on, 12 * years)
    return AnnualWindow(anniversary - EITHER_SIDE, anniversary + EITHER_SIDE)


def last_annual_window(entered_on: date, today: date) -> AnnualWindow | None:
    """Return the newest window that is over on a day; None in the first year."""
    years = max(1, today.year - entered_on.year + 1)
    while years and annual_window(entered_on, years).closes >= today:
        years -= 1
    return annual_window(entered_on, years) if years else None


def next_annual_window(entered_on: date, today: date) -> AnnualWindow:
    """Return the first window that is not over on a day."""
    years = max(1, today.year - entered_on.year - 1)
    while annual_window(entered_on, years).closes < today:
        years += 1
    return annual_window(entered_on, years)
