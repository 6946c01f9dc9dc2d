"""The tick of the grievances' clock. What is due stands in the table, so a lost tick loses nothing."""

from celery import shared_task

from clients.services import grievances


@shared_task(time_limit=300)
def sweep_grievances() -> int:
    """Remind of answers that are due or overdue, in every continuum; returns of how many."""
    return grievances.sweep()
