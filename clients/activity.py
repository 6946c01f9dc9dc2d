"""Active or inactive, as a pure function of the last contact (policy §13)."""

from datetime import date
from enum import StrEnum

from cas_portal.time.dates import older_than


class Activity(StrEnum):
    """Whether somebody was in touch lately. Inactive people stay enrolled; no list offers them anything."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


def activity_on(last_contact: date | None, as_of: date, *, inactive_days: int = 90) -> Activity:
    """Return INACTIVE from the day after `inactive_days` days without a qualifying contact (D18), or when never met."""
    if last_contact is None or older_than(last_contact, inactive_days, as_of):
        return Activity.INACTIVE
    return Activity.ACTIVE
