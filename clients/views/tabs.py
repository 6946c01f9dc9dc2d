"""The tabs of the client page that only show: profile, programs, and what other floors put there."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.ui import panels
from clients import overview
from clients.models import Client
from clients.services import enrollment
from clients.tabs import TABS, tabs_of
from clients.views.subject import shown_ssn, subject_context, visible_client

SEEN = (Permission.VIEW_RELEASED_CLIENT, Permission.EDIT_CLIENT)


def tab_context(request: PortalRequest, subject: Client, name: str) -> dict[str, Any]:
    """Return what every tab shows: the subject, the tabs, the name of this one."""
    label = next(tab.label for tab in TABS if tab.name == name)
    return {**subject_context(request, subject, label), "tab_label": label, "tabs": tabs_of(subject, name)}


@needs(*SEEN)
@require_GET
def about(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Who the client is, and who lives with them."""
    subject = visible_client(request, public_id, "about")
    facts = overview.overview(request.actor, subject, ssn=shown_ssn(request, subject))
    return render(request, "clients/tab_about.html", {**tab_context(request, subject, "about"), **facts})


@needs(*SEEN)
@require_GET
def programs(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Every stay in a program, of all agencies."""
    subject = visible_client(request, public_id, "programs")
    facts = overview.overview(request.actor, subject)
    facts["to_enroll"] = facts["may_enroll"] and enrollment.somebody_to_enroll(subject)
    return render(request, "clients/tab_programs.html", {**tab_context(request, subject, "programs"), **facts})


def _gathered(request: PortalRequest, public_id: UUID, name: str) -> HttpResponse:
    subject = visible_client(request, public_id, name)
    shown = panels.panels(f"client_{name}", request, subject)
    if told := panels.told_about(shown):
        record.log_read(told, purpose="client_page")
    return render(request, "clients/tab_panels.html", {**tab_context(request, subject, name), "panels": shown})


@needs(*SEEN)
@require_GET
def assessments(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Assessments, living situations and events."""
    return _gathered(request, public_id, "assessments")


@needs(*SEEN)
@require_GET
def files(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Papers and how ready they are."""
    return _gathered(request, public_id, "files")


@needs(*SEEN)
@require_GET
def referrals(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Offers of openings, and what became of them."""
    return _gathered(request, public_id, "referrals")
