"""The ticks: one for every continuum, and none that a page waits for."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from cas_portal.time import clock
from queues import tasks
from queues.models import DirtyClient, HousingListSnapshot, Standing
from tests.database import as_worker
from tests.factories.base import seeding
from tests.factories.queues import listed

pytestmark = pytest.mark.slow
NOON = datetime(2025, 9, 1, 12, tzinfo=ZoneInfo("America/Los_Angeles"))


def test_the_ticks_rank_expire_and_copy(agency):
    client = listed(agency=agency, seen_on=NOON.date())
    with clock.freeze(NOON), as_worker():
        assert tasks.sweep() > 0
        assert tasks.sweep() == 0
        assert tasks.nightly() == 1
        assert tasks.nightly() == 0
    with seeding(agency.continuum):
        assert not DirtyClient.objects.exists()
        assert Standing.objects.get(pk=client.pk).on_list
        assert HousingListSnapshot.objects.count() == 1
    with clock.freeze(NOON + timedelta(days=91)), as_worker():
        assert tasks.deadlines() == 1
        assert tasks.deadlines() == 0
    with seeding(agency.continuum):
        assert not Standing.objects.get(pk=client.pk).on_list


def test_ticks_that_nobody_took_do_not_pile_up():
    ours = {name: entry for name, entry in settings.CELERY_BEAT_SCHEDULE.items() if entry["task"].startswith("queues.")}
    assert {entry["task"] for entry in ours.values()} == {
        "queues.tasks.sweep", "queues.tasks.deadlines", "queues.tasks.nightly",
    }  # fmt: skip
    for entry in ours.values():
        assert entry["options"]["expires"] <= entry["schedule"]
