"""Logging a CE event by hand (policy §12)."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import policies, services
from assessments.forms import EventForm
from assessments.surroundings import business_day, living_situation_on
from assessments.views.finding import find_client
from assessments.views.subject import subject
from cas_portal.access.errors import Conflict, Invalid
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from clients.services.records import granted_to


@needs(Permission.LOG_CE_EVENT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """Ask which event and when; an event goes with a living situation of the same day."""
    client = find_client(request, client_id)
    require(policies.can_log_event(request.actor, client, granted_to=granted_to(request.actor, client)))
    start = {"token": uuid4(), "event_date": business_day(client), "event": str(policies.PRESET_EVENT)}
    form = EventForm(request.POST or None, actor=request.actor, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.log_ce_event(by=request.actor, client=client, **form.event_data())
        except (Invalid, Conflict) as refused:
            form.add_error(None, f"{refused.message} {refused.what_to_do}")
        else:
            messages.success(request, _("The event is logged."))
            return redirect("assessments:events", client.public_id)
    record.log_read([client.pk], purpose="ce_event")
    has_stay = living_situation_on(client, business_day(client)) is not None
    context = {"form": form, "has_stay": has_stay, **subject(request, client, _("CE event"))}
    return render(request, "assessments/event.html", context, status=422 if form.errors else 200)
