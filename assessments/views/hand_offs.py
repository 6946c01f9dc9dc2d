"""Handing a client to another agency, with its CE event (policy §12)."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import policies, services
from assessments.forms import HandOffForm
from assessments.surroundings import business_day, living_situation_on
from assessments.views.finding import find_client
from assessments.views.subject import subject
from cas_portal.access.errors import Conflict, Invalid
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.models import Agency
from cas_portal.audit import record
from clients.services.hand_offs import receivers
from clients.services.records import granted_to


@needs(Permission.LOG_CE_EVENT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """Ask to whom, about what and which event; both are written together."""
    client = find_client(request, client_id)
    require(policies.can_hand_off(request.actor, client, granted_to=granted_to(request.actor, client)))
    start = {"token": uuid4(), "event_date": business_day(client), "event": str(policies.PRESET_EVENT)}
    form = HandOffForm(request.POST or None, actor=request.actor, agencies=_agencies(request), initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.hand_off(by=request.actor, client=client, **form.hand_off_data())
        except (Invalid, Conflict) as refused:
            form.add_error(None, f"{refused.message} {refused.what_to_do}")
        else:
            _say(request, made.to_agency)
            return redirect("clients:services", client.public_id)
    record.log_read([client.pk], purpose="hand_off")
    has_stay = living_situation_on(client, business_day(client)) is not None
    context = {"form": form, "has_stay": has_stay, **subject(request, client, _("Warm hand-off"))}
    return render(request, "assessments/hand_off.html", context, status=422 if form.errors else 200)


def _say(request: PortalRequest, agency: Agency) -> None:
    if receivers(agency):
        messages.success(request, _("The hand-off is written down, and the other agency was told."))
    else:
        words = _("The hand-off is written down. Nobody at %(agency)s reads notices here yet: call them.")
        messages.warning(request, words % {"agency": agency.name})


def _agencies(request: PortalRequest) -> list[tuple[str, str]]:
    rows = Agency.objects.visible_to(request.actor).filter(active=True, is_vsp=False)
    others = rows.exclude(pk__in=request.actor.agency_ids).order_by("name")
    return [(str(key), name) for key, name in others.values_list("public_id", "name")]
