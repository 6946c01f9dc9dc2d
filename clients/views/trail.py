"""Who viewed a client, and what was changed: for managers, sysadmins and auditors."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from clients import policies, trail
from clients.forms.trail import SpanForm
from clients.views.subject import subject_context, visible_client


@needs(Permission.SEE_VIEWERS)
@require_GET
def viewers(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """List who viewed the client: when, at what page, from which agency."""
    subject = visible_client(request, public_id, "viewers")
    require(policies.can_see_viewers(request.actor, subject))
    form = SpanForm(request.GET)
    span = form.span(request.GET.get("cursor", ""), subject.continuum.time_zone)
    page, entries = trail.views(request.actor, subject, span)
    title = _("Who viewed this client")
    context = {**subject_context(request, subject, title), "form": form, "page": page, "entries": entries}
    lead = _("Every page, list, export and answer that showed the record, newest first.")
    return render(request, "clients/trail.html", {**context, "title": title, "lead": lead})


@needs(Permission.VIEW_AUDIT_LOG)
@require_GET
def changes(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """List what was entered, changed and deleted about the client, by whom."""
    subject = visible_client(request, public_id, "changes")
    require(policies.can_see_changes(request.actor, subject))
    form = SpanForm(request.GET)
    span = form.span(request.GET.get("cursor", ""), subject.continuum.time_zone)
    page, entries = trail.changes(request.actor, subject, span)
    title = _("What was changed")
    context = {**subject_context(request, subject, title), "form": form, "page": page, "entries": entries}
    lead = _("Every row about the client, newest first. Values are shown to sysadmins; auditors see which fields.")
    return render(request, "clients/trail.html", {**context, "title": title, "lead": lead})
