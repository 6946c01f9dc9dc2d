"""Find a client."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from clients import policies, presenters
from clients.forms.finding import FindBySSNForm, FindForm
from clients.services import search
from clients.services.consent import agencies_sharing
from clients.typed import Asked, parse, ssn_in
from clients.views import searches
from clients.views.subject import form_page


@needs(Permission.VIEW_RELEASED_CLIENT, Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def find(request: PortalRequest) -> HttpResponse:
    """Search by name, birth date, phone, code or HMIS id; what was typed never stands in the address."""
    if request.method == "POST":
        form, found = typed(request)
        if found is None:
            return sought(request, form)
        context = {**_context(request, found, searched=not form.errors), "form": form, "by_number": True}
        return form_page(request, "clients/find.html", context)
    text = asked_text(request)
    found = search.find_clients(by=request.actor, asked=parse(text or ""))
    form = FindForm(initial={"q": text or ""}, actor=request.actor)
    token = request.GET.get("search", "") if text else ""
    context = {**_context(request, found, searched=bool(text), token=token), "form": form, "over": text is None}
    return render(request, "clients/find.html", context)


def typed(request: PortalRequest) -> tuple[FindForm, list[search.Found] | None]:
    """Return the box that was sent, and who was found by a Social Security number or nobody if it cannot be asked.

    A number is searched for straight from the body of the request and kept nowhere; the box comes back empty. For
    everything else there are no results yet: what was typed is kept, and `sought` leads to the page that finds it.
    """
    text = request.POST.get("q", "").replace("\x00", "").strip()[:200]
    form = FindForm({"q": text}, actor=request.actor)
    if not text or (form.is_valid() and not form.number):
        return form, None
    form.is_valid()
    found = search.find_clients(by=request.actor, asked=Asked(ssn=form.number)) if form.number else []
    if ssn_in(text):
        form.data = {"q": ""}
    return form, found


def sought(request: PortalRequest, form: FindForm) -> HttpResponse:
    """Keep what was typed and lead to the page that finds it: the address then holds a token, and "back" works."""
    text = form.data["q"]
    return HttpResponseRedirect(f"{request.path}?search={searches.keep(request, text)}" if text else request.path)


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
        asked = Asked(ssn=form.cleaned_data["ssn"])
        found = search.find_clients(by=request.actor, asked=asked)
        form = FindBySSNForm()
    return form_page(request, "clients/find_by_ssn.html", {**_context(request, found, searched=valid), "form": form})


def _context(request: PortalRequest, found: list[search.Found], *, searched: bool, token: str = "") -> dict[str, Any]:
    actor = request.actor
    reach = policies.client_reach(actor)
    return {
        "results": results(found, reach),
        "searched": searched,
        # A new client begins with what was typed; the address holds the token alone.
        "carried": f"?search={token}" if token else "",
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
