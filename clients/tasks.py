"""The ticks of this floor. What is due stands in the tables, so a lost tick loses nothing."""

from celery import shared_task
from django.db import transaction

from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.accounts.models import Continuum
from cas_portal.time import clock
from clients.services import birthdays, duplicates, grievances, stays


@shared_task(time_limit=300)
def sweep_grievances() -> int:
    """Remind of answers that are due or overdue, in every continuum; returns of how many."""
    return grievances.sweep()


@shared_task(time_limit=600)
def suspect_duplicates() -> int:
    """Look for records that may be one person, in every continuum; returns how many pairs wait for a decision."""
    found = 0
    for key in Continuum.objects.order_by("pk").values_list("pk", flat=True):
        job = Actor.system("clients-suspect-duplicates", key)
        with transaction.atomic(), bind(job):
            found += duplicates.suspect(by=job)
    return found


@shared_task(time_limit=300)
def close_ended_programs() -> int:
    """Exit who is still enrolled in a program that has closed; returns how many."""
    return stays.close_everywhere()


@shared_task(time_limit=300)
def tell_of_birthdays() -> int:
    """Ask for new assessments where a birthday may change the household, in every continuum; returns of how many."""
    told = 0
    for continuum in Continuum.objects.order_by("pk"):
        job = Actor.system("clients-birthdays", continuum.pk)
        with transaction.atomic(), bind(job):
            told += birthdays.tell_of_birthdays(by=job, on=clock.today(continuum.time_zone))
    return told
