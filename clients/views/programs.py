"""One program: its descriptors, its part in coordinated entry, its funders."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cas_portal.access.markers import needs_whole
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.models import Agency
from cas_portal.hud import lists
from cas_portal.outbox import editing
from cas_portal.time import clock
from cas_portal.ui.panels import panels
from clients import policies, presenters
from clients.forms.programs import EndFunderForm, FunderForm, ParticipationForm, ProgramForm
from clients.models import Funder, Program
from clients.services import programs
from clients.views.agencies import changing, crumbs
from clients.views.subject import form_page, sent

CONFIRMED = "confirmed"
NOT_ASKED_AGAIN = {"csrfmiddlewaretoken", CONFIRMED}


@needs_whole(Permission.EDIT_RULES)
@require_GET
def program(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Show one program, and what upper floors know of it."""
    found = _program(request, public_id)
    rows = found.ce_participation.order_by("-starts_on", "-pk")
    context = {
        "program": found,
        "facts": presenters.program_facts(found),
        "participation": [presenters.participation_words(row) for row in rows],
        "funders": [{"row": row, "name": _funder_name(row)} for row in found.funders.order_by("-starts_on", "-pk")],
        "panels": panels("program", request, found),
        "may_edit": policies.can_edit_programs(request.actor),
        "crumbs": crumbs(found.agency, here=found.name),
        "today": clock.today(),
    }
    return render(request, "clients/programs/program.html", context)


def _program(request: PortalRequest, public_id: UUID) -> Program:
    rows = Program.objects.visible_to(request.actor).select_related("agency")
    return get_object_or_404(rows, public_id=public_id)


def _funder_name(row: Funder) -> str:
    return row.other_funder or lists.label("2.06.1", row.funder)


@needs_whole(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def new(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Enter a program of an agency."""
    actor = request.actor
    require(policies.can_edit_programs(actor))
    agency = get_object_or_404(Agency.objects.visible_to(actor).select_related("continuum"), public_id=public_id)
    form = ProgramForm(request.POST or None, initial={"coc_code": agency.continuum.code})

    def act() -> str:
        made = programs.save_program(by=actor, agency_id=agency.public_id, **form.values())
        messages.success(request, _("The program is entered. Say next which part it has in coordinated entry."))
        return reverse("programs:program", args=[made.public_id])

    if done := sent(request, form, act):
        return done
    return _page(request, form, _("New program"), crumbs(agency, here=_("New program")))


@needs_whole(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def change(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Change the descriptors: first what it means is shown, then it is saved."""
    require(policies.can_edit_programs(request.actor))
    found = _program(request, public_id)
    initial = editing.opening(programs.stored(found, programs.PROGRAM_FIELDS))
    form = ProgramForm(request.POST or None, initial=initial)
    if form.is_valid() and CONFIRMED not in request.POST:
        return _preview(request, found, form)

    def act() -> str:
        programs.save_program(by=request.actor, program_id=found.public_id, **form.values())
        messages.success(request, _("The program is saved."))
        return reverse("programs:program", args=[found.public_id])

    if done := sent(request, form, act):
        return done
    return _page(request, form, changing(found), crumbs(found.agency, found, _("Change")))


def _preview(request: PortalRequest, found: Program, form: ProgramForm) -> HttpResponse:
    changed = Program(**{name: form.cleaned_data[name] for name in programs.PROGRAM_FIELDS}, agency=found.agency)
    before, after = presenters.program_facts(found), presenters.program_facts(changed)
    ends_on = form.cleaned_data["ends_on"]
    context = {
        "program": found,
        "changes": [(label, old, new) for (label, old), (_label, new) in zip(before, after, strict=True) if old != new],
        "affected": programs.affected_by_closing(found, ends_on) if ends_on != found.ends_on else None,
        "ends_on": ends_on,
        "again": [pair for pair in _pairs(request) if pair[0] not in NOT_ASKED_AGAIN],
        "crumbs": crumbs(found.agency, found, _("Check the change")),
        "cancel_url": reverse("programs:change", args=[found.public_id]),
    }
    return render(request, "clients/programs/preview.html", context)


def _pairs(request: PortalRequest) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, values in request.POST.lists() for value in values]


@needs_whole(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def participation(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Say from which day on the program is an access point or receives referrals."""
    require(policies.can_edit_programs(request.actor))
    found = _program(request, public_id)
    present = programs.participation_of(programs.newest_participation(found))
    form = ParticipationForm(request.POST or None, initial=editing.opening(present))

    def act() -> str:
        programs.change_participation(by=request.actor, program_id=found.public_id, **form.values())
        messages.success(request, _("The part in coordinated entry is saved."))
        return reverse("programs:program", args=[found.public_id])

    if done := sent(request, form, act):
        return done
    here = _("Part in coordinated entry")
    return _page(request, form, here, crumbs(found.agency, found, here))


@needs_whole(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def add_funder(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Write down who pays for the program."""
    require(policies.can_edit_programs(request.actor))
    found = _program(request, public_id)
    form = FunderForm(request.POST or None)

    def act() -> str:
        programs.add_funder(by=request.actor, program_id=found.public_id, **form.values())
        messages.success(request, _("The funder is saved."))
        return reverse("programs:program", args=[found.public_id])

    if done := sent(request, form, act):
        return done
    return _page(request, form, _("Add a funder"), crumbs(found.agency, found, _("Add a funder")))


@needs_whole(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def end_funder(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Say on which day a grant ends."""
    require(policies.can_edit_programs(request.actor))
    rows = Funder.objects.visible_to(request.actor).select_related("program__agency")
    row = get_object_or_404(rows, public_id=public_id)
    form = EndFunderForm(request.POST or None, initial={"opened": editing.token({"ends_on": row.ends_on})})

    def act() -> str:
        programs.end_funder(by=request.actor, funder_id=row.public_id, **form.cleaned_data)
        messages.success(request, _("The funder is saved."))
        return reverse("programs:program", args=[row.program.public_id])

    if done := sent(request, form, act):
        return done
    heading = _("%(funder)s ends") % {"funder": _funder_name(row)}
    return _page(request, form, heading, crumbs(row.program.agency, row.program, _("End a grant")))


def _page(request: PortalRequest, form: Any, heading: str, way: list[dict[str, str]]) -> HttpResponse:
    context = {"form": form, "heading": heading, "crumbs": way}
    return form_page(request, "clients/programs/form.html", context)
