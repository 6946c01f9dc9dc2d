"""Why this order (Q1), and decisions by hand."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cas_portal.access.errors import Invalid
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.time import clock
from clients.models import Client
from queues import housing_list, presenters
from queues import why as reasons
from queues.forms import EvhForm
from queues.models import EmergencyTransfer, ManualEvh
from queues.people import person_of
from queues.services import by_hand

Act = Callable[..., object]


def visible_client(request: PortalRequest, public_id: UUID, purpose: str) -> Client:
    """Return the client of a page and log that it was opened; raises Missing for a hidden one."""
    rows = Client.objects.visible_to(request.actor).select_related("continuum")
    client: Client = rows.named(request.actor, public_id=public_id)
    record.log_read([client.pk], purpose=purpose)
    return client


@needs(Permission.VIEW_HOUSING_RANK)
@require_GET
def why(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Show a household's position, the keys beside its neighbors', and every gate it fails."""
    client = visible_client(request, public_id, "queues:why")
    row = reasons.standing_of(client, request.actor)
    if row is None:
        return render(request, "queues/why.html", {"client": client, "name": _name(request, client)})
    today = clock.today(client.continuum.time_zone)
    found = reasons.why(row, actor=request.actor, as_of=today)
    waiting = housing_list.waiting(request.actor.continuum_id)
    context = {
        "client": client,
        "name": _name(request, client),
        "why": found,
        "missing": presenters.missing(found.failed, row),
        "household": presenters.household(row),
        "band": presenters.band(row.margin),
        "steps": [presenters.step(one) for one in found.steps],
        "waiting": waiting,
        "oldest": presenters.age(waiting.oldest),
        "decision": ManualEvh.objects.visible_to(request.actor).filter(client=client, ended_at=None).first(),
        "transfer": EmergencyTransfer.objects.visible_to(request.actor).filter(client=client, closed_on=None).first(),
        "may_decide": request.actor.can(Permission.SELECT_CANDIDATE),
    }
    return render(request, "queues/why.html", context)


def _name(request: PortalRequest, client: Client) -> str:
    return person_of(client, request.actor).name


@needs(Permission.SELECT_CANDIDATE)
@require_http_methods(["GET", "POST"])
def decide_evh(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Set or clear EVH by hand, with a reason and a last day."""
    client = visible_client(request, public_id, "queues:decide_evh")
    form = EvhForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            by_hand.decide_evh(by=request.actor, client_id=public_id, **form.decision())
        except Invalid as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The decision is saved. The list follows in a few seconds."))
            return redirect("queues:why", public_id)
    return render(request, "queues/decide_evh.html", {"form": form, "client": client, "name": _name(request, client)})


def _act(request: PortalRequest, public_id: UUID, act: Act, done: str) -> HttpResponse:
    act(by=request.actor, client_id=public_id)
    messages.success(request, done)
    return redirect("queues:why", public_id)


@needs(Permission.SELECT_CANDIDATE)
@require_POST
def end_evh(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Go back to what the assessments say."""
    return _act(request, public_id, by_hand.end_evh_decision, _("The decision by hand has ended."))


@needs(Permission.SELECT_CANDIDATE)
@require_POST
def request_transfer(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Note a VAWA emergency transfer request."""
    return _act(request, public_id, by_hand.request_transfer, _("The transfer request is noted."))


@needs(Permission.SELECT_CANDIDATE)
@require_POST
def close_transfer(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Close the transfer request."""
    return _act(request, public_id, by_hand.close_transfer, _("The transfer request is closed."))
