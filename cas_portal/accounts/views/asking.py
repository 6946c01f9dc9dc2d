"""Requests of agency managers, and the administrators' answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cas_portal.access.errors import KnownPerson
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts import directory, policies, proof
from cas_portal.accounts.forms.people import AnswerForm, AskForm
from cas_portal.accounts.services import requests as services
from cas_portal.accounts.views.forms import CONFIRMED, form_page, sent, whether_meant
from cas_portal.accounts.views.people import crumbs
from cas_portal.ui.pagination import keyset_page

MANAGE = Permission.MANAGE_USERS


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def ask(request: PortalRequest) -> HttpResponse:
    """Ask for a role for somebody at one's agency."""
    managed = set(policies.managed_agency_ids(request.actor))
    require(bool(managed))
    agencies = [agency for agency in directory.agencies_seen(request.actor) if agency[0] in managed]
    typed, roles = request.POST if request.method == "POST" else None, services.roles_to_ask(request.actor)
    form = AskForm(typed, agencies=agencies, roles=roles)
    if done := sent(request, form, lambda: _ask(request, form.cleaned_data)):
        return done
    return form_page(request, "accounts/ask.html", {"form": form, "crumbs": crumbs(_("Ask for an account"))})


def _ask(request: PortalRequest, data: dict[str, Any]) -> str:
    services.ask_role(
        by=request.actor,
        agency_id=data["agency"],
        name=data["name"],
        email=data["email"],
        role=data["role"],
        ends_on=data["ends_on"],
        note=data["note"],
        confirmed=CONFIRMED in request.POST,
    )
    messages.success(request, _("The administrator was asked. You are told when it is done."))
    return reverse("accounts:requests")


@needs(MANAGE)
@require_GET
def requests(request: PortalRequest) -> HttpResponse:
    """List requests: open ones first for those who answer, the own agency's for those who ask."""
    actor = request.actor
    require(policies.can_manage_people(actor) or bool(policies.managed_agency_ids(actor)))
    answered = request.GET.get("show") == "answered"
    rows = directory.requests_seen(actor)
    rows = rows.exclude(outcome="") if answered else rows.filter(outcome="")
    page = keyset_page(rows, keys=["-asked_at", "-pk"], cursor=request.GET.get("cursor", ""))
    context = {
        "page": page,
        "answered": answered,
        "may_answer": policies.can_manage_people(actor),
        "may_ask": bool(policies.managed_agency_ids(actor)),
        "crumbs": crumbs(_("Requests")),
    }
    return render(request, "accounts/requests.html", context)


@needs(MANAGE)
@require_GET
def request_page(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Show one request and its answer, or the ways to answer it."""
    return _page(request, public_id, AnswerForm())


def _page(request: PortalRequest, public_id: UUID, form: AnswerForm) -> HttpResponse:
    asked = directory.request_seen(request.actor, public_id)
    between = {"label": _("Requests"), "url": reverse("accounts:requests")}
    context = {
        "asked": asked,
        "form": form,
        "may_answer": policies.can_manage_people(request.actor) and not asked.outcome,
        "crumbs": crumbs(asked.name, between),
    }
    return form_page(request, "accounts/request.html", context)


@needs(MANAGE)
@require_POST
def grant(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Do what was asked."""
    directory.request_seen(request.actor, public_id)
    if ask_again := proof.wanted(request):
        return ask_again
    try:
        services.grant(by=request.actor, public_id=public_id, confirmed=CONFIRMED in request.POST)
    except KnownPerson as known:
        return whether_meant(request, known)
    messages.success(request, _("Done. The manager is told."))
    return redirect("accounts:requests")


@needs(MANAGE)
@require_POST
def decline(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Decline a request with a reason."""
    directory.request_seen(request.actor, public_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, public_id, form)
    services.decline(by=request.actor, public_id=public_id, answer=form.cleaned_data["answer"])
    messages.success(request, _("The request was declined. The manager is told why."))
    return redirect("accounts:requests")
