"""How to reach a client and where they are (C4, C5)."""

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
from cas_portal.accounts.models import Agency
from clients import locations, overview, policies, presenters
from clients.forms.record import ContactMethodForm, PlaceForm
from clients.models import Client, Place
from clients.services import contact_methods, outside, places
from clients.services.records import may_act
from clients.views.subject import form_page, sent, subject_context, visible_client
from clients.views.tabs import SEEN, tab_context


@needs(*SEEN)
@require_GET
def contact(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Phones, mails and people, what may be left behind, who looks after the client, the newest contacts."""
    actor = request.actor
    subject = visible_client(request, public_id, "contact")
    may_grant = policies.can_grant_view(actor, subject)
    context = {
        "methods": contact_methods.contact_methods(actor, subject),
        "in_profile": presenters.reaching_words(subject, policies.client_reach(actor)),
        "may_write": contact_methods.may_reach(actor, subject),
        "may_edit": may_act(actor, subject),
        "may_assign": actor.can(Permission.REASSIGN_CASE_MANAGER),
        "may_grant": may_grant,
        "helpers": outside.helpers_of(actor, subject) if may_grant else [],
        "managers": overview.case_managers(actor, subject),
        "contacts": overview.contacts(actor, subject)[: overview.NEWEST],
    }
    return render(request, "clients/tab_contact.html", {**tab_context(request, subject, "contact"), **context})


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def new_contact_method(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Write down a way to reach the client."""
    subject = visible_client(request, public_id, "contact")
    require(contact_methods.may_reach(request.actor, subject))
    form = ContactMethodForm(request.POST or None)

    def act() -> str:
        contact_methods.add_contact_method(by=request.actor, client_id=subject.pk, method=form.method())
        messages.success(request, _("The contact was added."))
        return reverse("clients:contact", args=[public_id])

    if done := sent(request, form, act):
        return done
    context = {**subject_context(request, subject, _("Add a way to reach them")), "form": form}
    return form_page(request, "clients/contact_method.html", _back(context, "contact"))


@needs(Permission.EDIT_CLIENT)
@require_POST
def end_contact_method(request: PortalRequest, public_id: UUID, method_id: UUID) -> HttpResponse:
    """Say that a contact no longer works."""
    visible_client(request, public_id, "contact")
    contact_methods.end_contact_method(by=request.actor, public_id=method_id)
    messages.success(request, _("The contact is marked as no longer working."))
    return redirect("clients:contact", public_id)


@needs(*SEEN)
@require_GET
def location(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Where the client is: the newest of all sources, and those before it."""
    actor = request.actor
    subject = visible_client(request, public_id, "location")
    found = locations.locations(actor, subject)
    names = dict(
        Agency.objects.visible_to(actor).filter(pk__in={one.agency_id for one in found}).values_list("pk", "name")
    )
    own = Place.objects.visible_to(actor).filter(pk__in=[one.pk for one in found if one.source == "tab"])
    ids = dict(own.values_list("pk", "public_id"))
    may = may_write_place(request, subject)
    rows = [
        {
            "at": one,
            "agency": names.get(one.agency_id, ""),
            "withdraw": ids.get(one.pk) if one.source == "tab" else None,
        }
        for one in found
    ]
    context = {"current": rows[:1], "rows": rows[1:], "may_write": may}
    return render(request, "clients/tab_location.html", {**tab_context(request, subject, "location"), **context})


def may_write_place(request: PortalRequest, subject: Client) -> bool:
    """Whether the actor writes where this client is; nobody does for a survivor record."""
    return not subject.survivor and may_act(request.actor, subject, Permission.ADD_LIVING_SITUATION)


@needs(Permission.ADD_LIVING_SITUATION)
@require_http_methods(["GET", "POST"])
def new_place(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Write down where the client is."""
    subject = visible_client(request, public_id, "location")
    require(may_write_place(request, subject))
    form = PlaceForm(request.POST or None)

    def act() -> str:
        data = {name: form.cleaned_data[name] for name in ("place", "details", "seen_on")}
        places.add_place(by=request.actor, client_id=subject.pk, **data)
        messages.success(request, _("The location was written down."))
        return reverse("clients:location", args=[public_id])

    if done := sent(request, form, act):
        return done
    context = {**subject_context(request, subject, _("Add a location")), "form": form}
    return form_page(request, "clients/place.html", _back(context, "location"))


@needs(Permission.ADD_LIVING_SITUATION)
@require_POST
def withdraw_place(request: PortalRequest, public_id: UUID, place_id: UUID) -> HttpResponse:
    """Take back a location that was wrong."""
    visible_client(request, public_id, "location")
    places.withdraw_place(by=request.actor, public_id=place_id)
    messages.success(request, _("The location was taken back."))
    return redirect("clients:location", public_id)


def _back(context: dict[str, object], name: str) -> dict[str, object]:
    """The way back leads to the tab the form came from."""
    client: Client = context["client"]  # type: ignore[assignment]
    return {**context, "cancel_url": reverse(f"clients:{name}", args=[client.public_id])}
