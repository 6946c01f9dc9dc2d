"""The ticks of the outbox. What is due is found in the table, so a lost tick loses nothing."""

import time

from celery import shared_task

from cas_portal.outbox import services

# No new message is begun after this many seconds; the rest of the limit is for the one at work.
BEGIN_WITHIN = 10
LIMIT = 100


@shared_task(time_limit=LIMIT)
def sweep() -> int:
    """Work off what is due, oldest first, shared with any other worker. Returns how many were worked on."""
    began = time.monotonic()
    worked = 0
    while time.monotonic() - began < BEGIN_WITHIN:
        message = services.claim()
        if message is None:
            break
        services.deliver(message)
        worked += 1
    return worked


@shared_task(time_limit=LIMIT)
def purge() -> int:
    """Forget messages that were done long ago."""
    return services.purge()
