"""What waits for whom: the program's inbox, questions to case managers, SSF's desk."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.ui.pagination import count_up_to, keyset_page
from referrals import presenters, reading
from referrals.models import Referral


def rows_of(referrals: Iterable[Referral]) -> list[dict[str, object]]:
    """Rows of a list: the referral with its tags and the clock that runs."""
    return [
        {"referral": row, "tags": presenters.tags(row), "clock": presenters.clock_of(row), "name": presenters.name(row)}
        for row in referrals
    ]


def _show(
    request: PortalRequest, template: str, rows: QuerySet[Referral], keys: Sequence[str], **more: Any
) -> HttpResponse:
    """Show a page by key of referrals, with how many there are, and write down whose were shown."""
    page = keyset_page(reading.with_details(rows), keys=keys, cursor=request.GET.get("cursor", ""))
    if page.rows:
        record.log_read(
            sorted({row.client_id for row in page}), purpose=template.removesuffix(".html").replace("/", ":")
        )
    context = {"page": page, "rows": rows_of(page), "count": count_up_to(rows), **more}
    return render(request, template, {**context, "today": reading.today_for(request.actor)})


@needs(Permission.ANSWER_REFERRAL)
@require_GET
def inbox(request: PortalRequest) -> HttpResponse:
    """Show a housing provider what was referred to its programs, overdue first (ux R1)."""
    rows = reading.inbox_of(request.actor)
    return _show(request, "referrals/inbox.html", rows, reading.INBOX_KEYS)


@needs(Permission.ANSWER_INTEREST)
@require_GET
def questions(request: PortalRequest) -> HttpResponse:
    """Show which clients must be asked about an opening, the first due first."""
    rows = reading.questions_of(request.actor)
    return _show(request, "referrals/questions.html", rows, reading.DUE_KEYS)


@needs(Permission.SELECT_CANDIDATE)
@require_GET
def desk(request: PortalRequest) -> HttpResponse:
    """Show SSF what waits for a decision, or every other live referral."""
    waiting, others = reading.waiting_for_ssf(request.actor), reading.others_for_ssf(request.actor)
    shown = "others" if request.GET.get("show") == "others" else "waiting"
    tabs = [
        {
            "label": _("Waits for SSF"),
            "url": "?show=waiting",
            "current": shown == "waiting",
            "count": count_up_to(waiting),
        },
        {"label": _("Others"), "url": "?show=others", "current": shown == "others", "count": count_up_to(others)},
    ]
    rows, keys = (waiting, reading.DESK_KEYS) if shown == "waiting" else (others, reading.AGE_KEYS)
    return _show(request, "referrals/desk.html", rows, keys, shown=shown, tabs=tabs)
