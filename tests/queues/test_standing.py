"""What standing says on a day (policy §3, §6.1)."""

from datetime import date

import pytest

from queues.models import DirtyClient, Standing
from tests.factories.base import seeding
from tests.factories.queues import crisis, listed


def standing(client) -> Standing | None:
    with seeding(client.continuum):
        return Standing.objects.filter(client=client).first()


def test_listed_household_stands_on_the_list(agency, settle):
    client = listed(agency=agency)
    settle(date(2025, 9, 1))
    row = standing(client)
    assert row.on_list
    assert (row.tier, row.score, row.margin, row.evh) == ("PSH_READY", 5, -1, False)
    assert row.wanted_kinds == ["other_ph", "psh", "rrh", "th"]
    assert row.listed_since == date(2025, 5, 1)
    with seeding(agency.continuum):
        assert not DirtyClient.objects.exists()


@pytest.mark.case("E17")
def test_evh_ends_with_the_crisis_assessment(agency, settle):
    client = listed(agency=agency, seen_on=date(2025, 10, 30))
    crisis(client, date(2025, 8, 5), 6)
    settle(date(2025, 11, 3))
    assert standing(client).evh
    settle(date(2025, 11, 4))
    assert not standing(client).evh


@pytest.mark.case("E19")
def test_only_the_newest_record_of_a_tool_counts(agency, settle):
    client = listed(agency=agency)
    crisis(client, date(2025, 8, 1), 7)
    settle(date(2025, 8, 30))
    assert standing(client).evh
    crisis(client, date(2025, 9, 1), 5)
    settle(date(2025, 9, 1))
    assert not standing(client).evh
