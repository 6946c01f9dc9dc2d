"""Clients of one case manager go over to another: choose, preview, carry out (K2, Q5)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cas_portal.access.errors import Invalid
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.models import User
from cas_portal.audit import record
from clients import policies, presenters
from clients.forms.contact import FromForm, HandoverForm
from clients.models import Client
from clients.services import case_managers, reassigning


@needs(Permission.REASSIGN_CASE_MANAGER)
@require_http_methods(["GET", "POST"])
def reassign(request: PortalRequest) -> HttpResponse:
    """Choose whose clients, which of them, and who looks after them from a day on; then look; then do it."""
    actor = request.actor
    chosen = FromForm(request.GET or None, people=reassigning.people_with_clients(actor))
    person = _person(chosen)
    if person is None:
        return render(request, "clients/reassign.html", {"from_form": chosen})
    rows = reassigning.looked_after_by(actor, person.pk)
    record.log_read([row.client_id for row in rows], purpose="reassign")
    offered = [(str(row.client.public_id), _name(request, row.client)) for row in rows]
    form = HandoverForm(request.POST or None, clients=offered, people=case_managers.possible_managers(actor))
    context = {"from_form": chosen, "person": person, "form": form, "rows": rows}
    if not form.is_valid():
        return render(request, "clients/reassign.html", context, status=422 if form.is_bound else 200)
    try:
        return _preview_or_do(request, form, person, context)
    except Invalid as error:
        form.add_error(None, error.message)
        return render(request, "clients/reassign.html", context, status=422)


def _preview_or_do(request: PortalRequest, form: HandoverForm, person: User, context: dict[str, Any]) -> HttpResponse:
    ids = [UUID(key) for key in form.cleaned_data["clients"]]
    handover = form.handover(person.pk)
    if "confirmed" in request.POST:
        done = reassigning.reassign(by=request.actor, client_ids=ids, handover=handover)
        words = ngettext("%(n)s client has a new case manager.", "%(n)s clients have a new case manager.", done)
        messages.success(request, words % {"n": done})
        return redirect("clients:reassign")
    found = reassigning.plan(request.actor, ids, handover)
    preview = {
        "changes": [_name(request, row.client) for row in found.changes],
        "refused": [(_name(request, client), reason) for client, reason in found.refused],
        "sent": [(name, value) for name in form.fields for value in request.POST.getlist(name)],
        "dates": [(name, value) for name, value in request.POST.items() if name.startswith("starts_on")],
        "to": dict(form.fields["manager"].choices)[form.cleaned_data["manager"]],  # type: ignore[attr-defined]
        "starts_on": handover.starts_on,
    }
    return render(request, "clients/reassign_preview.html", context | preview)


def _person(form: FromForm) -> User | None:
    if not form.is_bound or not form.is_valid():
        return None
    return reassigning.person(form.cleaned_data["person"])


def _name(request: PortalRequest, client: Client) -> str:
    return presenters.client_name(client, policies.client_reach(request.actor))
