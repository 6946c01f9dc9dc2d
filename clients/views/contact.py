"""Contacts, who looks after a client, helpers from outside."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.outbox import editing
from cas_portal.ui.pagination import keyset_page
from clients import overview
from clients.forms.contact import CaseManagerForm, ContactForm, EndCaseManagerForm, HelperForm
from clients.models import CaseManager, Client
from clients.services import case_managers, contact, outside
from clients.services.records import may_act
from clients.views.subject import form_page, sent, subject_context, visible_client


@needs(Permission.VIEW_RELEASED_CLIENT, Permission.EDIT_CLIENT)
@require_GET
def contacts(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Every contact with the client, newest first."""
    actor = request.actor
    subject = visible_client(request, public_id, "contacts")
    rows = overview.contacts(actor, subject)
    page = keyset_page(rows, keys=["-happened_on", "-pk"], cursor=request.GET.get("cursor", ""))
    context = {**subject_context(request, subject, _("Contacts")), "page": page, "may_edit": may_act(actor, subject)}
    return render(request, "clients/contacts.html", context)


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def log_contact(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Write down a contact or a try."""
    actor = request.actor
    subject = visible_client(request, public_id, "contacts")
    require(may_act(actor, subject))
    form = ContactForm(request.POST or None)
    if done := sent(request, form, lambda: _log(request, subject, form)):
        return done
    return form_page(
        request, "clients/contact_log.html", {**subject_context(request, subject, _("Log a contact")), "form": form}
    )


def _log(request: PortalRequest, subject: Client, form: ContactForm) -> str:
    data = form.cleaned_data
    contact.log_contact(by=request.actor, client_id=subject.pk, kind=data["kind"], happened_on=data["happened_on"])
    messages.success(request, _("The contact was written down."))
    return reverse("clients:client", args=[subject.public_id])


@needs(Permission.REASSIGN_CASE_MANAGER)
@require_http_methods(["GET", "POST"])
def case_manager(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Choose who looks after the client."""
    actor = request.actor
    subject = visible_client(request, public_id, "case_manager")
    opened = {"opened": editing.token(case_managers.leading(subject))}
    managers = overview.case_managers(actor, subject)
    people = case_managers.possible_managers(actor)
    form = CaseManagerForm(request.POST or None, people=people, beside=bool(managers), initial=opened)
    if done := sent(request, form, lambda: _assign(request, subject, form)):
        return done
    rows = [{"one": one, "may_end": case_managers.may_end(actor, one.row)} for one in managers]
    context = {"form": form, "rows": rows}
    return form_page(
        request, "clients/case_manager.html", {**subject_context(request, subject, _("Case manager")), **context}
    )


def _assign(request: PortalRequest, subject: Client, form: CaseManagerForm) -> str:
    user_id, agency_id = form.person()
    case_managers.assign_case_manager(
        by=request.actor,
        client_id=subject.pk,
        user_id=user_id,
        agency_id=agency_id,
        lead=form.leads(),
        starts_on=form.cleaned_data["starts_on"],
        opened=form.cleaned_data["opened"],
    )
    messages.success(request, _("The case manager was assigned."))
    return reverse("clients:client", args=[subject.public_id])


@needs(Permission.REASSIGN_CASE_MANAGER)
@require_http_methods(["GET", "POST"])
def end_case_manager(request: PortalRequest, public_id: UUID, manager_id: UUID) -> HttpResponse:
    """Say that somebody looks after the client no longer, without a successor."""
    subject = visible_client(request, public_id, "case_manager")
    row = get_object_or_404(overview.all_case_managers(request.actor, subject), public_id=manager_id)
    require(case_managers.may_end(request.actor, row))
    if row.ends_on is not None and request.method == "GET":
        return redirect("clients:case_manager", public_id)
    opened = {"opened": editing.token({"ends_on": row.ends_on})}
    form = EndCaseManagerForm(request.POST or None, initial=opened)
    if done := sent(request, form, lambda: _end_manager(request, row, form)):
        return done
    context = {**subject_context(request, subject, _("End a case manager")), "form": form, "manager": row}
    context["cancel_url"] = reverse("clients:case_manager", args=[public_id])
    return form_page(request, "clients/case_manager_end.html", context)


def _end_manager(request: PortalRequest, row: CaseManager, form: EndCaseManagerForm) -> str:
    data = form.cleaned_data
    case_managers.end_case_manager(
        by=request.actor, manager_id=row.public_id, ends_on=data["ends_on"], opened=data["opened"]
    )
    messages.success(request, _("%(who)s looks after this client no longer.") % {"who": row.user.name})
    return reverse("clients:contact", args=[row.client.public_id])


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def helpers(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Let one named person from outside see this client until a day."""
    actor = request.actor
    subject = visible_client(request, public_id, "helpers")
    require(may_act(actor, subject))
    form = HelperForm(request.POST or None)
    if done := sent(request, form, lambda: _open(request, subject, form)):
        return done
    context = {"form": form, "rows": outside.helpers_of(actor, subject)}
    return form_page(
        request, "clients/helpers.html", {**subject_context(request, subject, _("Helpers from outside")), **context}
    )


def _open(request: PortalRequest, subject: Client, form: HelperForm) -> str:
    user_id = outside.helper_by_email(request.actor, form.cleaned_data["email"])
    outside.grant_view(by=request.actor, client_id=subject.pk, user_id=user_id, ends_at=form.ends_at())
    messages.success(request, _("This person sees the client from now on."))
    return reverse("clients:helpers", args=[subject.public_id])


@needs(Permission.EDIT_CLIENT)
@require_POST
def end_view(request: PortalRequest, public_id: UUID, user_id: UUID) -> HttpResponse:
    """End what a helper sees."""
    subject = visible_client(request, public_id, "helpers")
    helper = outside.helper_by_public_id(request.actor, user_id)
    outside.end_view(by=request.actor, client_id=subject.pk, user_id=helper)
    messages.success(request, _("This person no longer sees the client."))
    return redirect("clients:helpers", public_id)
