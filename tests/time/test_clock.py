"""The one clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cas_portal.time import clock


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


def test_today_is_the_date_in_the_zone():
    with clock.freeze(datetime(2025, 8, 6, 5, 30, tzinfo=UTC)):
        assert clock.today() == date(2025, 8, 5)
        assert clock.today("America/Chicago") == date(2025, 8, 6)


def test_freeze_nests_and_ends():
    outer, inner = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    with clock.freeze(outer):
        with clock.freeze(inner):
            assert clock.now() == inner
        assert clock.now() == outer
    assert clock.now() > inner


def test_freeze_refuses_a_naive_instant():
    with pytest.raises(ValueError, match="aware"), clock.freeze(datetime(2025, 1, 1)):
        pass
