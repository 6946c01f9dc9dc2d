"""What a change of a setting does to releases, merges and grievances: counted, and shown before it is saved."""

from datetime import date

from django.utils.translation import ngettext_lazy

from cas_portal.accounts.rules.previews import Effect, register
from cas_portal.time import clock
from clients.models import Grievance, Merge, Release


def register_all() -> None:
    """Count for the settings of clients."""
    register(releases, "roi_months")
    register(merges, "merge_undo_days")
    register(grievances, "grievance_answer_bd")
    register(grievances_over, "holiday")


def releases(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the releases that hold: they keep their last day."""
    rows = Release.objects.filter(continuum_id=continuum_id, revoked_at=None, valid_through__gte=day)
    return [
        Effect(
            rows.count(),
            ngettext_lazy(
                "release that you can see holds and keeps its last day",
                "releases that you can see hold and keep their last day",
                "count",
            ),
        )
    ]


def merges(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the merges that can be taken back: they keep their time."""
    rows = Merge.objects.filter(continuum_id=continuum_id, undone_at=None, undo_until__gt=clock.now())
    return [
        Effect(
            rows.count(),
            ngettext_lazy(
                "merge that you can see can be undone and keeps its time",
                "merges that you can see can be undone and keep their time",
                "count",
            ),
        )
    ]


def grievances(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the grievances that wait for an answer: they keep their day."""
    rows = Grievance.objects.filter(continuum_id=continuum_id, answered_at=None)
    return [
        Effect(
            rows.count(),
            ngettext_lazy(
                "grievance that you can see waits and keeps its day",
                "grievances that you can see wait and keep their day",
                "count",
            ),
        )
    ]


def grievances_over(continuum_id: int, day: date, value: object) -> list[Effect]:
    """Count the grievances whose time runs over a day."""
    rows = Grievance.objects.filter(continuum_id=continuum_id, answered_at=None, due_on__gte=day)
    return [
        Effect(
            rows.count(),
            ngettext_lazy(
                "grievance that you can see waits over this day and keeps its last day",
                "grievances that you can see wait over this day and keep their last day",
                "count",
            ),
        )
    ]
