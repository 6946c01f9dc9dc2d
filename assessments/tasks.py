"""The ticks of assessing. What is due is found in the tables, so a lost tick loses nothing."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction

from assessments import services
from assessments.services.calls import purge_calls
from assessments.validity import DRAFT_KEEP_DAYS
from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.accounts.models import Continuum
from cas_portal.time import clock

LIMIT = 600


@shared_task(time_limit=LIMIT)
def purge_drafts() -> int:
    """Delete drafts that ended without a submit over 60 days ago, and calls as old. Returns how many rows went."""
    deleted = 0
    for continuum in Continuum.objects.order_by("pk"):
        job = Actor.system("assessments-purge-drafts", continuum.pk)
        with transaction.atomic(), bind(job):
            deleted += services.purge_drafts(by=job, on=clock.today(continuum.time_zone))
            deleted += purge_calls(by=job, before=clock.now() - timedelta(days=DRAFT_KEEP_DAYS))
    return deleted
