from datetime import date

import pytest

from clients.activity import Activity, activity_on


@pytest.mark.case("D18")
@pytest.mark.parametrize(
    ("day", "state"), [(date(2025, 9, 29), Activity.ACTIVE), (date(2025, 9, 30), Activity.INACTIVE)]
)
def test_inactive_from_day_91_without_contact(day, state):
    assert activity_on(date(2025, 7, 1), day) is state


def test_never_met_is_inactive():
    assert activity_on(None, date(2025, 7, 1)) is Activity.INACTIVE


def test_days_are_a_setting():
    assert activity_on(date(2025, 7, 1), date(2025, 7, 12), inactive_days=10) is Activity.INACTIVE
