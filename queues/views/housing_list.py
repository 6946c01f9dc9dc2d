"""The housing list (Q1)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.time import clock
from cas_portal.ui.pagination import count_up_to
from queues import housing_list as the_list
from queues import presenters
from queues.forms import FilterForm
from queues.models import Standing
from queues.rules import rules_on
from queues.schemes import scheme as scheme_of


@needs(Permission.VIEW_HOUSING_RANK, Permission.SEND_TO_LIST)
@require_GET
def housing_list(request: PortalRequest) -> HttpResponse:
    """Show the list in policy order to SSF; to others who is on it, and what is missing."""
    actor, today = request.actor, clock.today()
    sees_order = the_list.sees_order(actor)
    rules = rules_on(actor.continuum_id, today)
    form = FilterForm(request.GET, sees_order=sees_order)
    filters = form.filters()
    rows = the_list.rows_for(actor, filters, as_of=today, inactive_days=rules.inactive_days)
    scheme = scheme_of(form.scheme_code()) if form.scheme_code() else rules.scheme
    page = the_list.page(actor, rows, scheme=scheme, cursor=request.GET.get("cursor", ""))
    record.log_read([row.client_id for row in page], purpose="queues:housing_list")
    waiting = the_list.waiting(actor.continuum_id)
    context = {
        "page": page,
        "lines": [presenters.facts(row, today) for row in page],
        "sees_order": sees_order,
        "first_rank": the_list.first_rank(page, rows) if sees_order and scheme.stored and not filters.any else 0,
        "scheme": scheme,
        "form": form,
        "active": form.active(request.GET),
        "count": count_up_to(rows),
        "waiting": waiting,
        "oldest": presenters.age(waiting.oldest),
        "opened": clock.now().isoformat(),
        "list_url": reverse("queues:housing_list"),
    }
    return render(request, "queues/housing_list.html", context)


@needs(Permission.VIEW_HOUSING_RANK, Permission.SEND_TO_LIST)
@require_GET
def changes(request: PortalRequest) -> HttpResponse:
    """Say how many households moved since the list was opened; the rows stay where they are."""
    opened = _moment(request)
    rows = Standing.objects.visible_to(request.actor)
    if not the_list.sees_order(request.actor):
        rows = rows.filter(agency_id__in=request.actor.agencies_with(Permission.SEND_TO_LIST))
    changed = rows.filter(computed_at__gt=opened)[:1000].count() if opened else 0
    return render(request, "components/refresh_bar.html", {"count": changed, "url": reverse("queues:housing_list")})


def _moment(request: HttpRequest) -> datetime | None:
    try:
        found = parse_datetime(request.GET.get("since", ""))
    except ValueError:
        return None
    return found if found and found.tzinfo else None
