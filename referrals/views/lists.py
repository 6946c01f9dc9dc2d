"""What waits for whom: the program's inbox, questions to case managers, SSF's desk."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from referrals import presenters, reading
from referrals.models import Referral


def rows_of(referrals: list[Referral]) -> list[dict[str, object]]:
    """Rows of a list: the referral with its tags and the clock that runs."""
    return [
        {"referral": row, "tags": presenters.tags(row), "clock": presenters.clock_of(row), "name": presenters.name(row)}
        for row in referrals
    ]


def _show(request: PortalRequest, template: str, purpose: str, **lists: list[Referral]) -> HttpResponse:
    shown = {row.client_id for rows in lists.values() for row in rows}
    if shown:
        record.log_read(sorted(shown), purpose=purpose)
    rows = {name: rows_of(found) for name, found in lists.items()}
    return render(request, template, {**rows, "today": reading.today_for(request.actor)})


@needs(Permission.ANSWER_REFERRAL)
@require_GET
def inbox(request: PortalRequest) -> HttpResponse:
    """Show a housing provider what was referred to its programs, overdue first (ux R1)."""
    return _show(request, "referrals/inbox.html", "referrals:inbox", page=reading.inbox_of(request.actor))


@needs(Permission.ANSWER_INTEREST)
@require_GET
def questions(request: PortalRequest) -> HttpResponse:
    """Show which clients must be asked about an opening."""
    return _show(request, "referrals/questions.html", "referrals:questions", page=reading.questions_of(request.actor))


@needs(Permission.SELECT_CANDIDATE)
@require_GET
def desk(request: PortalRequest) -> HttpResponse:
    """Show SSF what waits for a decision, and every live referral."""
    waiting = reading.waiting_for_ssf(request.actor)
    keys = {row.pk for row in waiting}
    others = [row for row in reading.live_for_ssf(request.actor) if row.pk not in keys]
    return _show(request, "referrals/desk.html", "referrals:desk", waiting=waiting, others=others)
