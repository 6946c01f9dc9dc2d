"""The tick of the deadlines. What is due stands in the table, so a lost tick loses nothing."""

from celery import shared_task

from referrals.services import sweep


@shared_task(time_limit=300)
def sweep_deadlines() -> int:
    """Work off due deadlines in every continuum; returns how many."""
    return sweep.sweep_deadlines()
