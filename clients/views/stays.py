"""Stays in programs: entering one other than CAS, and leaving any."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.time import clock
from clients import overview, policies, presenters, wording
from clients.forms.household import Companion, EnrollElsewhereForm, ExitForm
from clients.household import SELF
from clients.models import Client, Enrollment
from clients.services import exits, stays
from clients.services.household import household_of, is_minor
from clients.services.records import may_act
from clients.views.subject import form_page, sent, subject_context, visible_client


@needs(Permission.ENROLL_CLIENT)
@require_http_methods(["GET", "POST"])
def enroll_elsewhere(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Enroll everybody of the household in a program of the actor's agency."""
    actor = request.actor
    subject = visible_client(request, public_id, "enrollment")
    require(may_act(actor, subject, Permission.ENROLL_CLIENT))
    found = stays.programs_to_enroll_in(actor)
    choices = [(str(one.public_id), f"{one.name}, {one.agency.name}") for one in found]
    form = EnrollElsewhereForm(request.POST or None, programs=choices)
    if done := sent(request, form, lambda: _enroll(request, subject, form)):
        return done
    living = household_of(subject)
    members = overview.members(actor, living) if living else []
    context = {"form": form, "members": members, "programs": choices}
    context |= subject_context(request, subject, _("Enrollment"))
    return form_page(request, "clients/enroll_elsewhere.html", context)


def _enroll(request: PortalRequest, subject: Client, form: EnrollElsewhereForm) -> str:
    data = form.cleaned_data
    made = stays.enroll_in_program(
        by=request.actor,
        client_id=subject.pk,
        program_id=UUID(data["program"]),
        entry_date=data["entry_date"],
    )
    text = ngettext("%(n)s person was enrolled.", "%(n)s people were enrolled.", len(made)) % {"n": len(made)}
    messages.success(request, text if made else _("Everybody was enrolled already."))
    return reverse("clients:client", args=[subject.public_id])


@needs(Permission.ENROLL_CLIENT)
@require_http_methods(["GET", "POST"])
def exit_enrollment(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """End a stay: when, where to, why."""
    actor = request.actor
    rows = Enrollment.objects.visible_to(actor).select_related("program", "client")
    stay = get_object_or_404(rows, public_id=public_id)
    subject = visible_client(request, stay.client.public_id, "exit")
    require(may_act(actor, subject, Permission.ENROLL_CLIENT) and exits.can_exit(actor, stay))
    context = {**subject_context(request, subject, _("Exit")), "stay": stay}
    form = ExitForm(
        request.POST or None, reasons=wording.exit_reasons(subject), name=context["name"],
        companions=_companions(request, stay), leads=stay.relationship == SELF,
    )  # fmt: skip
    if done := sent(request, form, lambda: _exit(request, subject, stay, form)):
        return done
    context |= {"form": form, "closed": exits.closed_companions(actor, stay)}
    return form_page(request, "clients/exit.html", context)


def _companions(request: PortalRequest, stay: Enrollment) -> list[Companion]:
    """The others in the program; the only adult of them is proposed as the next head."""
    reach, today = policies.client_reach(request.actor), clock.today()
    rows = {one.client_id: one for one in exits.companions(request.actor, stay)}
    if rows:
        record.log_read(sorted(rows), purpose="exit")
    adults = [key for key, one in rows.items() if not is_minor(one.client, one.relationship, today)]
    return [
        Companion(
            client_id=key,
            name=presenters.client_name(one.client, reach),
            relationship=SELF if adults == [key] else one.relationship,
        )
        for key, one in rows.items()
    ]


def _exit(request: PortalRequest, subject: Client, stay: Enrollment, form: ExitForm) -> str:
    exits.exit_enrollment(
        by=request.actor, enrollment_id=stay.pk, leaving=form.leaving(), everybody=form.everybody(),
        staying=form.staying(),
    )  # fmt: skip
    messages.success(request, _("The exit was recorded."))
    return reverse("clients:client", args=[subject.public_id])
