"""The CE events of a client: what was logged, what came of it, what was void (policy §12)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import policies, presenters, services
from assessments.forms.acts import EventVoidForm, ResultForm
from assessments.models import CEEvent
from assessments.views.finding import find_client
from assessments.views.subject import subject
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.hud import lists
from cas_portal.hud.groups import event_rule
from clients.services.records import granted_to
from clients.words import without_words

MOST = 100


@needs(Permission.LOG_CE_EVENT, Permission.VIEW_RELEASED_CLIENT)
@require_safe
def events(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """List the client's events, newest first, with what is still open and the ways to log one or hand over."""
    client = find_client(request, client_id)
    record.log_read([client.pk], purpose="ce_events")
    rows = CEEvent.objects.visible_to(request.actor).filter(client=client).order_by("-event_date", "-pk")
    granted = granted_to(request.actor, client)
    shown = rows.select_related("agency", "location_program", "created_by", "client")[:MOST]
    context = {
        **subject(request, client, _("CE events")),
        "rows": [_line(request.actor, row) for row in without_words(request.actor, shown, "reason", "void_reason")],
        "may_log": policies.can_log_event(request.actor, client, granted_to=granted),
        "may_hand_off": policies.can_hand_off(request.actor, client, granted_to=granted),
    }
    return render(request, "assessments/events/list.html", context)


@needs(Permission.LOG_CE_EVENT)
@require_http_methods(["GET", "HEAD", "POST"])
def result(request: PortalRequest, event_id: UUID) -> HttpResponse:
    """Ask what came of an event, once; 409 for an event that has its result or takes none."""
    event = _find(request, event_id)
    require(policies.can_log_event(request.actor, event.client))
    name = _open_question(event)
    if not name:
        raise Conflict(
            _("This event takes no result, or has one already."),
            _("Open the client’s CE events to see what stands there."),
        )
    form = ResultForm(request.POST or None, rehoused=name == "rehoused")
    if request.method == "POST" and form.is_valid():
        services.record_event_answer(by=request.actor, event=event, **{name: form.said_yes()})
        messages.success(request, _("The result is added."))
        return redirect("assessments:events", event.client.public_id)
    record.log_read([event.client_id], purpose="ce_event_result")
    context = {"form": form, "line": _line(request.actor, event), **subject(request, event.client, _("Result"))}
    return render(request, "assessments/events/result.html", context, status=422 if form.errors else 200)


@needs(Permission.LOG_CE_EVENT, Permission.VOID_ASSESSMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: PortalRequest, event_id: UUID) -> HttpResponse:
    """Ask for the reason, then void the event; events of referrals are left to the referral."""
    event = _find(request, event_id)
    require(policies.can_void_event(request.actor, event) or event.voided_at is not None)
    form = EventVoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.void_ce_event(by=request.actor, event=event, reason=form.cleaned_data["reason"])
        messages.success(request, _("The event is void. It stays in the list."))
        return redirect("assessments:events", event.client.public_id)
    record.log_read([event.client_id], purpose="ce_event_void")
    context = {"form": form, "line": _line(request.actor, event), **subject(request, event.client, _("Void"))}
    return render(request, "assessments/events/void.html", context, status=422 if form.errors else 200)


def _find(request: PortalRequest, event_id: UUID) -> CEEvent:
    rows = CEEvent.objects.visible_to(request.actor).select_related("client__identity", "client__agency", "agency")
    return get_object_or_404(rows, public_id=event_id)


def _open_question(event: CEEvent) -> str:
    """The result that is still to be added by hand, if any: those of referrals come from the referral."""
    rule = event_rule(event.event)
    if event.voided_at is not None:
        return ""
    if rule.takes_rehoused_result and event.rehoused is None:
        return "rehoused"
    return "aftercare" if rule.takes_aftercare_result and event.aftercare is None else ""


def _line(actor: Actor, event: CEEvent) -> dict[str, Any]:
    may_log = policies.can_log_event(actor, event.client)
    return {
        "event": event,
        "words": presenters.event_words(event),
        "came_of_it": _came_of_it(event),
        "open": bool(_open_question(event)) and may_log,
        "may_void": policies.can_void_event(actor, event),
    }


def _came_of_it(event: CEEvent) -> str:
    if event.voided_at is not None:
        return _("Void: %(reason)s") % {"reason": event.void_reason} if event.void_reason else _("Void")
    if event.rehoused is not None:
        return _("Housed in a safe place") if event.rehoused else _("Not housed by it")
    if event.aftercare is not None:
        return _("Case management goes on") if event.aftercare else _("No case management afterwards")
    if event.result is not None:
        return lists.label("4.20.D", event.result)
    return _("Open") if event.by_referral or _open_question(event) else ""
