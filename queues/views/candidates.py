"""Candidates of an opening, and the selection of one (Q4)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cas_portal.access.errors import Invalid, Missing
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.time import clock
from queues import presenters, wording
from queues.candidates import Candidate, Matching, matching
from queues.forms import SelectForm
from queues.services.selecting import select_candidate
from queues.views.why import visible_client
from referrals.models import Opening
from referrals.states import OpeningStatus


def _matching(request: PortalRequest, public_id: UUID) -> Matching:
    rows = Opening.objects.visible_to(request.actor).select_related("program", "agency", "continuum")
    opening = rows.filter(public_id=public_id).first()
    if opening is None:
        raise Missing
    return matching(opening, as_of=clock.today(opening.continuum.time_zone), actor=request.actor)


@needs(Permission.SELECT_CANDIDATE)
@require_GET
def candidates(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Show who can be offered an opening, in order; on the second tab everybody else with each failed gate."""
    found = _matching(request, public_id)
    others = "others" in request.GET
    page = found.page(found.failing() if others else found.passing(), request.GET.get("cursor", ""))
    record.log_read([row.client_id for row in page], purpose="queues:candidates", opening=found.opening.pk)
    context = {
        "opening": found.opening,
        "page": page,
        "lines": [presenters.candidate(found.candidate(row), found.as_of) for row in page],
        "others": others,
        "keys": [key for key in found.keys if key.name != "id"],
        "first": not request.GET.get("cursor"),
    }
    return render(request, "queues/candidates.html", context)


@needs(Permission.SELECT_CANDIDATE)
@require_http_methods(["GET", "POST"])
def select(request: PortalRequest, public_id: UUID, client_id: UUID) -> HttpResponse:
    """Offer the opening to a household; asks for the reasons the policy wants, and only for those."""
    found = _matching(request, public_id)
    client = visible_client(request, client_id, "queues:select")
    candidate = found.look(client.pk)
    if candidate is None:
        raise Missing
    form = _reasons(request, found, candidate)
    if form.is_valid():
        try:
            select_candidate(by=request.actor, opening_id=public_id, client_id=client_id, **form.cleaned_data)
        except Invalid as error:
            form.add_error(None, f"{error} {error.what_to_do}".strip())
        else:
            messages.success(request, _("The household is selected. Next: ask its provider."))
            return redirect("queues:candidates", public_id)
    context = {"opening": found.opening, "line": presenters.candidate(candidate, found.as_of)}
    return render(request, "queues/select.html", {**context, "form": form, "skipped": form.skipped})


def _reasons(request: PortalRequest, found: Matching, candidate: Candidate) -> SelectForm:
    return SelectForm(
        request.POST if request.method == "POST" else None,
        skipped=found.ahead_of(candidate.row),
        failed=len(candidate.failed),
        offered=found.opening.status == OpeningStatus.OFFERED,
        reasons=wording.offered(found.opening.continuum_id, found.as_of),
    )
