"""The ticks of the lists. What is due is found in the tables, so a lost tick loses nothing."""

import time

from celery import shared_task

from cas_portal.access.actor import Actor
from cas_portal.accounts.models import Continuum
from queues.services import sweeps

# No new pass is begun after this many seconds, so that another continuum's turn comes.
BEGIN_WITHIN = 10
LIMIT = 600


def _jobs(name: str) -> list[Actor]:
    return [Actor.system(name, pk) for pk in Continuum.objects.order_by("pk").values_list("pk", flat=True)]


@shared_task(time_limit=LIMIT)
def sweep() -> int:
    """Rank touched clients again, shared with any other worker. Returns how many announcements were worked off."""
    began = time.monotonic()
    worked = 0
    for job in _jobs("queues-sweep"):
        while taken := sweeps.sweep_dirty(by=job):
            worked += taken
            if time.monotonic() - began > BEGIN_WITHIN:
                break
    return worked


@shared_task(time_limit=LIMIT)
def deadlines() -> int:
    """Rank again everybody for whom a day arrived. Returns how many."""
    return sum(sweeps.sweep_deadlines_of_day(by=job) for job in _jobs("queues-deadlines"))


@shared_task(time_limit=LIMIT)
def nightly() -> int:
    """Once a business day, whenever the first tick of it comes: compare everybody, copy the list."""
    return sum(sweeps.nightly(by=job) is not None for job in _jobs("queues-nightly"))
