"""The by-name list: the balance of a month, and the changes it is made of."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.time import clock
from cas_portal.time.dates import add_months
from cas_portal.ui.pagination import keyset_page
from queues import by_name as balance
from queues.models import ByNameEntry
from queues.models.by_name import WAYS_IN, WAYS_OUT, Flow, Population
from queues.people import named, person


@needs(Permission.VIEW_HOUSING_RANK)
@require_GET
def by_name(request: PortalRequest) -> HttpResponse:
    """Show how many households were active, came and went, for one month, and who changed."""
    month = _month(request)
    population = _chosen(request, "population", Population.values) or Population.ALL.value
    flow = _chosen(request, "flow", Flow.values)
    rows = _changes(request, month, population, flow)
    page = keyset_page(rows, keys=["-id"], cursor=request.GET.get("cursor", ""))
    lines = [{"row": row, "person": person(row.person)} for row in page]
    record.log_read(sorted({row.client_id for row in page if row.person}), purpose="queues:by_name")
    this_month = clock.today().replace(day=1)
    context = {
        "month": month,
        "title": date_format(month, "F Y"),
        "before": add_months(month, -1),
        "after": add_months(month, 1) if month < this_month else None,
        "balances": balance.balances(request.actor, month),
        "survivors": _survivors(request, month),
        "ways_in": [flow.label for flow in WAYS_IN],
        "ways_out": [flow.label for flow in WAYS_OUT],
        "page": page,
        "lines": lines,
        "populations": Population.choices,
        "flows": Flow.choices,
        "population": population,
        "flow": flow,
    }
    return render(request, "queues/by_name.html", context)


def _survivors(request: PortalRequest, month: date) -> str:
    """Say to the S-CAS desk how many of a month are survivors, as it may be passed on; nothing to anybody else."""
    if not request.actor.has_scas_desk:
        return ""
    count = balance.survivors_at_end(request.actor, month)
    if count is None:
        words = _("Fewer than %(least)s of those active at the end are anonymous profiles of survivors.")
        return words % {"least": balance.LEAST_SURVIVORS}
    return _("%(count)s of those active at the end are anonymous profiles of survivors.") % {"count": count}


def _month(request: PortalRequest) -> date:
    text = request.GET.get("month", "")
    if not text:
        return clock.today().replace(day=1)
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Http404 from error


def _chosen(request: PortalRequest, name: str, values: list[Any]) -> str:
    given = request.GET.get(name, "")
    return given if given in values else ""


def _changes(request: PortalRequest, month: date, population: str, flow: str) -> QuerySet[ByNameEntry]:
    rows = ByNameEntry.objects.visible_to(request.actor).filter(
        day__gte=month, day__lt=add_months(month, 1), population=population
    )
    rows = rows.filter(flow=flow) if flow else rows.exclude(flow="")
    clients = named(request.actor).filter(pk=OuterRef("client_id"))
    return rows.annotate(person=Subquery(clients.values("person")[:1]))
