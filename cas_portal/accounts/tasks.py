"""The ticks of accounts."""

from celery import shared_task
from django.conf import settings
from django.db import transaction

from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.accounts.models import Continuum
from cas_portal.accounts.services import upkeep

LIMIT = 100


@shared_task(time_limit=LIMIT)
def close_idle() -> int:
    """Make accounts inactive that nobody used for 30 days. The demo's sign-ins stay open, however old it is."""
    if settings.DEMO:
        return 0
    closed = 0
    for continuum in Continuum.objects.order_by("pk"):
        with transaction.atomic(), bind(Actor.system("accounts idle", continuum.pk)) as job:
            closed += upkeep.close_idle(by=job)
    return closed
