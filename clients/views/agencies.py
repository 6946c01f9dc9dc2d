"""Agencies of the community, each with its programs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cas_portal.access.errors import Conflict
from cas_portal.access.markers import needs_whole
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.models import Agency
from cas_portal.accounts.settings import setting
from cas_portal.hud import lists
from cas_portal.outbox import editing
from cas_portal.time import clock
from cas_portal.ui.pagination import keyset_page
from clients import agency_changes, policies
from clients.forms.programs import AgencyForm, StandingForm
from clients.models import Program
from clients.services import programs, taking_part
from clients.views.subject import form_page, sent

CONFIRMED = "confirmed"


@needs_whole(Permission.EDIT_RULES)
@require_GET
def agencies(request: PortalRequest) -> HttpResponse:
    """List the agencies by name, with how many programs each runs."""
    open_now = Q(programs__active=True) & (Q(programs__ends_on=None) | Q(programs__ends_on__gte=clock.today()))
    rows = Agency.objects.visible_to(request.actor).annotate(running=Count("programs", filter=open_now))
    page = keyset_page(rows, keys=["name", "id"], cursor=request.GET.get("cursor", ""))
    return render(request, "clients/programs/agencies.html", {"page": page, **_may(request)})


@needs_whole(Permission.EDIT_RULES)
@require_GET
def agency(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Show one agency and its programs, those that ended last."""
    found = get_object_or_404(Agency.objects.visible_to(request.actor), public_id=public_id)
    rows = Program.objects.visible_to(request.actor).filter(agency=found).order_by("-active", "name")
    shown = [{"program": row, "type": lists.label("2.02.6", row.project_type)} for row in rows]
    context = {"agency": found, "programs": shown, "crumbs": crumbs(found), "today": clock.today()}
    context["standings"] = taking_part.standings(request.actor, found)
    context["community_diversion"] = setting(found.continuum_id, "diversion_intake", on=clock.today())
    return render(request, "clients/programs/agency.html", {**context, **_may(request)})


def _may(request: PortalRequest) -> dict[str, bool]:
    return {"may_edit": policies.can_edit_programs(request.actor)}


def changing(found: Agency | Program) -> str:
    """Return what the page is called on which an agency or a program is changed."""
    return _("Change %(name)s") % {"name": found.name}


def crumbs(found: Agency | None = None, program: Program | None = None, here: str = "") -> list[dict[str, str]]:
    """Return the way from all agencies to a page."""
    way = [{"label": _("Agencies and programs"), "url": reverse("programs:agencies")}]
    if found is not None:
        way.append({"label": found.name, "url": reverse("programs:agency", args=[found.public_id])})
    if program is not None:
        way.append({"label": program.name, "url": reverse("programs:program", args=[program.public_id])})
    if here:
        way.append({"label": here, "url": ""})
    return way


@needs_whole(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def new_agency(request: PortalRequest) -> HttpResponse:
    """Enter an agency."""
    require(policies.can_edit_programs(request.actor))
    form = AgencyForm(request.POST or None, known=False)
    return _form(request, form, None, _("New agency"))


@needs_whole(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def change_agency(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Change an agency."""
    require(policies.can_edit_programs(request.actor))
    found = get_object_or_404(Agency.objects.visible_to(request.actor), public_id=public_id)
    initial = editing.opening(programs.stored(found, programs.AGENCY_FIELDS))
    form = AgencyForm(request.POST or None, initial=initial, known=True)
    if form.is_valid() and CONFIRMED not in request.POST:
        return _check_change(request, found, form)
    return _form(request, form, found, _("Change"))


def _check_change(request: PortalRequest, found: Agency, form: AgencyForm) -> HttpResponse:
    """Show what changes, and where the agency's name stands, before it is saved."""
    new = form.values()
    changes = [
        (form.fields[name].label, _words(form, name, getattr(found, name)), _words(form, name, new[name]))
        for name in programs.AGENCY_FIELDS
        if getattr(found, name) != new[name]
    ]
    context = {
        "agency": found,
        "changes": changes,
        "programs": found.programs.count(),
        "people": taking_part.people_of(request.actor, found),
        "effects": agency_changes.effects(request.actor, found, new),
        "again": [pair for pair in request.POST.items() if pair[0] != "csrfmiddlewaretoken"],
        "crumbs": crumbs(found, here=_("Check the change")),
        "cancel_url": reverse("programs:change_agency", args=[found.public_id]),
    }
    return render(request, "clients/programs/agency_preview.html", context)


def _words(form: AgencyForm, name: str, value: object) -> str:
    return editing.words(form.fields[name], value) if value else ""


@needs_whole(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def stop(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Show who loses access and what is left without anybody; then let the agency take part no longer."""
    found = _agency(request, public_id)
    form = StandingForm(request.POST or None)

    def act() -> str:
        taking_part.stop(by=request.actor, agency_id=public_id, reason=form.cleaned_data["reason"])
        messages.success(request, _("The agency does not take part any more."))
        return reverse("programs:agency", args=[public_id])

    return _standing(request, found, form, act, "clients/programs/stop.html")


@needs_whole(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def resume(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Let the agency take part again."""
    found = _agency(request, public_id)
    form = StandingForm(request.POST or None)

    def act() -> str:
        taking_part.resume(by=request.actor, agency_id=public_id, reason=form.cleaned_data["reason"])
        messages.success(request, _("The agency takes part again."))
        return reverse("programs:agency", args=[public_id])

    return _standing(request, found, form, act, "clients/programs/resume.html")


def _agency(request: PortalRequest, public_id: UUID) -> Agency:
    require(policies.can_edit_programs(request.actor))
    found: Agency = get_object_or_404(Agency.objects.visible_to(request.actor), public_id=public_id)
    return found


def _standing(
    request: PortalRequest, found: Agency, form: StandingForm, act: Callable[[], str], template: str
) -> HttpResponse:
    try:
        if done := sent(request, form, act):
            return done
    except Conflict as refused:
        form.add_error(None, f"{refused.message} {refused.what_to_do}".strip())
    context = {
        "form": form,
        "agency": found,
        "leaving": taking_part.touched(request.actor, found),
        "crumbs": crumbs(found, here=_("Stop") if found.active else _("Take part again")),
        "cancel_url": reverse("programs:agency", args=[found.public_id]),
    }
    return form_page(request, template, context)


def _form(request: PortalRequest, form: AgencyForm, found: Agency | None, here: str) -> HttpResponse:
    def act() -> str:
        values: dict[str, Any] = form.values()
        saved = programs.save_agency(by=request.actor, agency_id=found.public_id if found else None, **values)
        messages.success(request, _("The agency is saved."))
        return reverse("programs:agency", args=[saved.public_id])

    if done := sent(request, form, act):
        return done
    return form_page(
        request,
        "clients/programs/form.html",
        {"form": form, "heading": changing(found) if found else here, "crumbs": crumbs(found, here=here)},
    )
