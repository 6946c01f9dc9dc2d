"""Find a client."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from clients import policies, presenters
from clients.forms.people import FindBySSNForm, FindForm
from clients.services import search
from clients.views.subject import form_page


@needs(Permission.VIEW_RELEASED_CLIENT, Permission.EDIT_CLIENT)
@require_GET
def find(request: PortalRequest) -> HttpResponse:
    """Search by name, birth date, phone, HMIS id or survivor code."""
    text = request.GET.get("q", "").strip()
    if search.looks_like_ssn(text):
        return redirect("clients:find_by_ssn")
    asked = search.parse(text)
    found = search.find_clients(by=request.actor, asked=asked)
    form = FindForm(initial={"q": text}, actor=request.actor)
    return render(request, "clients/find.html", {**_context(request, found, searched=bool(text)), "form": form})


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def find_by_ssn(request: PortalRequest) -> HttpResponse:
    """Search by a full Social Security number; it travels in the body, never in an address."""
    form = FindBySSNForm(request.POST or None)
    found: list[search.Found] = []
    valid = form.is_valid()
    if valid:
        asked = search.Asked(ssn=form.cleaned_data["ssn"])
        found = search.find_clients(by=request.actor, asked=asked)
        form = FindBySSNForm()
    return form_page(request, "clients/find_by_ssn.html", {**_context(request, found, searched=valid), "form": form})


def _context(request: PortalRequest, found: list[search.Found], *, searched: bool) -> dict[str, Any]:
    actor = request.actor
    reach = policies.client_reach(actor)
    return {
        "results": [result(one, reach) for one in found],
        "searched": searched,
        "full": len(found) == search.LIMIT,
        "may_create": policies.can_create_client(actor) or policies.can_create_survivor(actor),
        "may_use_ssn": policies.can_see_ssn(actor),
    }


def result(found: search.Found, reach: policies.ClientReach) -> dict[str, Any]:
    """Return one row of results, as the person card takes it."""
    return {
        "client": found.client,
        "name": presenters.client_name(found.client, reach),
        "facts": presenters.result_facts(found.client, reach),
        "tags": presenters.client_tags(found.client),
        "found": found,
    }
