"""Notes, services and hand-offs (C8)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.ui import panels
from cas_portal.ui.pagination import count_up_to, keyset_page
from clients import policies
from clients.forms.record import NoteForm, ServiceForm, WithdrawForm
from clients.models import HandOff, Note, Service
from clients.services import hand_offs as handing
from clients.services import notes as writing
from clients.services.records import may_act
from clients.views.subject import form_page, sent, subject_context, visible_client
from clients.views.tabs import SEEN, tab_context
from clients.words import without_words


@needs(*SEEN)
@require_GET
def notes(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Notes about the client, newest first; private ones to their agency alone."""
    actor = request.actor
    subject = visible_client(request, public_id, "notes")
    rows = Note.objects.visible_to(actor).filter(client=subject).select_related("agency", "created_by")
    page = keyset_page(rows, keys=["-happened_on", "-id"], cursor=request.GET.get("cursor", ""))
    shown = without_words(actor, page, "text", "withdraw_reason")
    context = {
        "page": page,
        "count": count_up_to(rows),
        "rows": [{"note": row, "may_withdraw": policies.can_withdraw(actor, row)} for row in shown],
        "may_write": may_act(actor, subject),
    }
    return render(request, "clients/tab_notes.html", {**tab_context(request, subject, "notes"), **context})


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def new_note(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Write a note."""
    subject = visible_client(request, public_id, "notes")
    require(may_act(request.actor, subject))
    form = NoteForm(request.POST or None)

    def act() -> str:
        data = form.cleaned_data
        writing.add_note(
            by=request.actor,
            client_id=subject.pk,
            text=data["text"],
            happened_on=data["happened_on"],
            private=data["readers"] == "agency",
        )
        messages.success(request, _("The note was written."))
        return reverse("clients:notes", args=[public_id])

    if done := sent(request, form, act):
        return done
    context = {**subject_context(request, subject, _("Write a note")), "form": form}
    return form_page(
        request, "clients/note.html", {**context, "cancel_url": reverse("clients:notes", args=[public_id])}
    )


@needs(*SEEN)
@require_GET
def services(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """What was done for the client, and to whom they were handed."""
    actor = request.actor
    subject = visible_client(request, public_id, "services")
    rows = Service.objects.visible_to(actor).filter(client=subject).select_related("agency", "created_by")
    handed = (
        HandOff.objects.visible_to(actor).filter(client=subject).select_related("agency", "to_agency", "received_by")
    )
    mine = actor.agencies_with(Permission.EDIT_CLIENT)
    page = keyset_page(rows, keys=["-given_on", "-id"], cursor=request.GET.get("cursor", ""))
    context = {
        "page": page,
        "rows": [
            {"service": row, "may_withdraw": policies.can_withdraw(actor, row)}
            for row in without_words(actor, page, "detail", "withdraw_reason")
        ],
        "hand_offs": [
            {"row": row, "may_receive": row.received_at is None and row.to_agency_id in mine}
            for row in without_words(actor, handed.order_by("-happened_on", "-pk")[:20], "reason")
        ],
        "may_write": may_act(actor, subject),
        "panels": panels.panels("client_services", request, subject),
    }
    return render(request, "clients/tab_services.html", {**tab_context(request, subject, "services"), **context})


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def new_service(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Write down what was done."""
    subject = visible_client(request, public_id, "services")
    require(may_act(request.actor, subject))
    form = ServiceForm(request.POST or None)

    def act() -> str:
        data = {name: form.cleaned_data[name] for name in ("kind", "detail", "given_on")}
        writing.record_service(by=request.actor, client_id=subject.pk, **data)
        messages.success(request, _("The service was written down."))
        return reverse("clients:services", args=[public_id])

    if done := sent(request, form, act):
        return done
    context = {**subject_context(request, subject, _("Record a service")), "form": form}
    way_back = reverse("clients:services", args=[public_id])
    return form_page(request, "clients/service.html", {**context, "cancel_url": way_back})


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def withdraw(request: PortalRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    """Take back a note or a service, with a reason."""
    subject = visible_client(request, public_id, "notes")
    row = writing.note_or_service(request.actor, row_id)
    require(policies.can_withdraw(request.actor, row))
    way_back = reverse("clients:notes" if isinstance(row, Note) else "clients:services", args=[public_id])
    form = WithdrawForm(request.POST or None)

    def act() -> str:
        writing.withdraw(by=request.actor, row=row, reason=form.cleaned_data["reason"])
        messages.success(request, _("It was taken back. The reason is shown in its place."))
        return way_back

    if done := sent(request, form, act):
        return done
    context = {**subject_context(request, subject, _("Take back")), "form": form, "cancel_url": way_back}
    context["taken"] = row.text if isinstance(row, Note) else str(row.get_kind_display())
    return form_page(request, "clients/withdraw_row.html", context)


@needs(Permission.EDIT_CLIENT)
@require_POST
def receive(request: PortalRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    """Say that the own agency took the client over."""
    visible_client(request, public_id, "services")
    handing.receive(by=request.actor, public_id=row_id)
    messages.success(request, _("Noted: your agency took over."))
    return redirect("clients:services", public_id)
