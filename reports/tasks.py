"""The tick that deletes old exports."""

from celery import shared_task

from reports import services


@shared_task(time_limit=100)
def delete_old_exports() -> int:
    """Delete the files of exports older than a day. Returns how many."""
    return services.delete_old(job="delete old exports")
