"""Training sessions: what is offered, one's own place, and who came (T3)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cas_portal.access.markers import needs, signed_in
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts import calendar as calendars
from cas_portal.accounts import policies
from cas_portal.accounts.forms.training import CallOffForm, SessionForm
from cas_portal.accounts.services import training as services
from cas_portal.accounts.views.forms import form_page, sent
from cas_portal.time import clock

MANAGE = Permission.MANAGE_USERS


@signed_in
@require_GET
def sessions(request: PortalRequest) -> HttpResponse:
    """List the sessions to come, and for those who certify the past ones."""
    manages = policies.can_record_certificates(request.actor)
    context = {
        "coming": services.coming(request.actor),
        "past": services.past(request.actor) if manages else [],
        "manages": manages,
    }
    return render(request, "accounts/sessions/list.html", context)


@signed_in
@require_GET
def session(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Show one session: one's own place, and for those who certify who has one."""
    found = services.session_seen(request.actor, public_id)
    manages = policies.can_record_certificates(request.actor)
    places = services.attendees(request.actor, found)
    context = {
        "session": found,
        "left": max(0, found.places - len(places)),
        "mine": next((place for place in places if place.user_id == request.actor.user_id), None),
        "places": places if manages else [],
        "manages": manages,
        "begun": found.starts_at <= clock.now(),
        "to_mark": any(place.came is None and place.user_id != request.actor.user_id for place in places),
    }
    return render(request, "accounts/sessions/session.html", context)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Offer a session."""
    require(policies.can_record_certificates(request.actor))
    form = SessionForm(request.POST if request.method == "POST" else None, initial={"minutes": 120, "places": 20})

    def act() -> str:
        made = services.plan(by=request.actor, **form.session(services.zone_of(request.actor)))
        messages.success(request, _("The session is offered."))
        return reverse("accounts:training_session", args=[made.public_id])

    if done := sent(request, form, act):
        return done
    context = {"form": form, "cancel_url": reverse("accounts:training_sessions")}
    return form_page(request, "accounts/sessions/new.html", context)


@signed_in
@require_POST
def book(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Take a place."""
    services.book(by=request.actor, public_id=public_id)
    messages.success(request, _("You have a place."))
    return redirect("accounts:training_session", public_id)


@signed_in
@require_POST
def give_back(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Give one's place back."""
    services.give_back(by=request.actor, public_id=public_id)
    messages.success(request, _("Your place is free for somebody else."))
    return redirect("accounts:training_session", public_id)


@signed_in
@require_GET
def calendar(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Give the session as a calendar file."""
    found = services.session_seen(request.actor, public_id)
    link = request.build_absolute_uri(reverse("accounts:training_session", args=[public_id]))
    response = HttpResponse(calendars.entry(found, link), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="training.ics"'
    return response


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def call_off(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Call a session off."""
    found = services.session_seen(request.actor, public_id)
    require(policies.can_record_certificates(request.actor))
    form = CallOffForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        services.call_off(by=request.actor, public_id=public_id, reason=form.cleaned_data["reason"])
        messages.success(request, _("The session is called off."))
        return reverse("accounts:training_session", args=[public_id])

    if done := sent(request, form, act):
        return done
    places = len(services.attendees(request.actor, found))
    back = reverse("accounts:training_session", args=[public_id])
    context = {"form": form, "session": found, "places": places, "cancel_url": back}
    return form_page(request, "accounts/sessions/call_off.html", context)


@needs(MANAGE)
@require_POST
def attendance(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Write down who came; whoever assesses gets a certificate of that day."""
    found = services.session_seen(request.actor, public_id)
    require(policies.can_record_certificates(request.actor))
    known = {str(place.public_id): place.public_id for place in services.attendees(request.actor, found)}
    came = [known[one] for one in request.POST.getlist("came") if one in known]
    made = services.mark(by=request.actor, public_id=public_id, came=came)
    messages.success(request, _("Saved. Certificates recorded: %(number)s.") % {"number": made})
    return redirect("accounts:training_session", public_id)
