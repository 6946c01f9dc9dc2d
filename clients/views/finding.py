"""Find a client."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from clients import policies, presenters
from clients.forms.people import FindBySSNForm, FindForm
from clients.services import search
from clients.services.consent import agencies_sharing
from clients.views import searches
from clients.views.subject import form_page


@needs(Permission.VIEW_RELEASED_CLIENT, Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def find(request: PortalRequest) -> HttpResponse:
    """Search by name, birth date, phone, HMIS id or survivor code; what was typed never stands in the address."""
    if request.method == "POST":
        return sought(request)
    text = asked_text(request)
    found = search.find_clients(by=request.actor, asked=search.parse(text or ""))
    form = FindForm(initial={"q": text or ""}, actor=request.actor)
    context = {**_context(request, found, searched=bool(text)), "form": form, "over": text is None}
    return render(request, "clients/find.html", context)


def sought(request: PortalRequest) -> HttpResponse:
    """Keep what was typed and lead to the page that finds it: the address then holds a token, and "back" works."""
    text = request.POST.get("q", "").replace("\x00", "").strip()
    if search.looks_like_ssn(text):
        return redirect("clients:find_by_ssn")
    if not text:
        return HttpResponseRedirect(request.path)
    return HttpResponseRedirect(f"{request.path}?search={searches.keep(request, text)}")


def asked_text(request: PortalRequest) -> str | None:
    """Return what was typed before this page was opened: nothing yet is empty, a search that is over is None."""
    token = request.GET.get("search", "")
    return searches.kept(request, token) if token else ""


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
        "results": results(found, reach),
        "searched": searched,
        "full": len(found) == search.LIMIT,
        "may_create": policies.can_create_client(actor) or policies.can_create_survivor(actor),
        "may_use_ssn": policies.can_see_ssn(actor),
    }


def results(found: list[search.Found], reach: policies.ClientReach) -> list[dict[str, Any]]:
    """Return the rows of results, as the person card takes them."""
    sharing = agencies_sharing([one.client for one in found])
    return [
        {
            "client": one.client,
            "name": presenters.client_name(one.client, reach),
            "facts": presenters.result_facts(one.client, reach),
            "tags": presenters.client_tags(one.client, sharing.get(one.client.pk, 0)),
            "found": one,
        }
        for one in found
    ]
