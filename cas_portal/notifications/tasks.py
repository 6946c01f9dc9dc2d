"""The ticks of notices. What was told stands in the table, so a repeat tells nobody twice."""

from celery import shared_task

from cas_portal.notifications import accounts, mailing


@shared_task(time_limit=100)
def warn_of_certificates() -> int:
    """Warn of certificates that end or have lapsed."""
    return accounts.warn_of_certificates()


@shared_task(time_limit=100)
def mail_notices() -> int:
    """Ask for the messages about notices that are due."""
    return mailing.sweep()
