"""The client page, a new client, the profile."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cas_portal.access.errors import Missing, StaleForm
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.outbox.editing import opening
from cas_portal.ui import panels
from clients import overview, policies, presenters
from clients.forms.finding import typed_before
from clients.forms.people import (
    EditProfileForm,
    EditSurvivorForm,
    NewClientForm,
    NewSurvivorForm,
    ProfileFields,
    profile_initial,
)
from clients.models import Client
from clients.next_steps import placed
from clients.services import people
from clients.services.records import may_act
from clients.ssn import doubt_about
from clients.tabs import tabs_of
from clients.views.finding import asked_text, results
from clients.views.subject import form_page, sent, shown_ssn, subject_context, visible_client

SHOWN = "clients.shown-duplicates"


@needs(Permission.VIEW_RELEASED_CLIENT, Permission.EDIT_CLIENT)
@require_GET
def client(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Everything about one client, led by what to do next."""
    subject = visible_client(request, public_id, "client_page")
    context = {
        **subject_context(request, subject),
        **overview.overview(request.actor, subject, ssn=shown_ssn(request, subject)),
        "steps": placed(panels.panels("whats_next", request, subject)),
        "actions": panels.panels("client_actions", request, subject),
        "panels": panels.panels("client", request, subject),
        "tabs": tabs_of(subject, "client"),
    }
    _log_others(subject, context)
    return render(request, "clients/client.html", context)


def _log_others(subject: Client, context: dict[str, Any]) -> None:
    """Write down that the household of the client was shown with them."""
    told = {row["member"].client_id for row in context["members"]} | set(panels.told_about(context["panels"]))
    if others := sorted(told - {subject.pk}):
        record.log_read(others, purpose="client_page")


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Enter a client, after a look at who may be the same person."""
    actor = request.actor
    if not policies.can_create_client(actor):
        asked = request.GET.urlencode()
        return HttpResponseRedirect(f"{reverse('clients:new_anonymous')}{'?' if asked else ''}{asked}")
    form = NewClientForm(request.POST or None, actor=actor, initial=typed_before(asked_text(request) or ""))
    context = {"form": form, "household": _household(request) or ""}
    if done := sent(request, form, lambda: _enter(request, form, context)):
        return done
    return form_page(request, "clients/new.html", context)


def _enter(request: PortalRequest, form: NewClientForm, context: dict[str, Any]) -> str:
    """Return where to go on; nowhere when people who may be the same are to be looked at first."""
    made = people.create_client(
        by=request.actor,
        profile=form.profile(),
        shown=_shown(request.POST.get("different", "")),
        agency_id=form.cleaned_data.get("agency"),
    )
    if isinstance(made, people.PossibleDuplicates):
        context |= _duplicates(request, made)
        return ""
    messages.success(request, _("The client was entered. Next: the release of information."))
    _warn_of_number(request, form)
    return _way_on(request, made)


def _way_on(request: PortalRequest, made: Client) -> str:
    """To the household somebody was entered for, to say how they belong to it; else to their page."""
    if household := _household(request):
        return f"{reverse('clients:add_member', args=[household])}?person={made.public_id}"
    return reverse("clients:client", args=[made.public_id])


def _warn_of_number(request: PortalRequest, form: ProfileFields) -> None:
    if doubt := doubt_about(form.cleaned_data.get("ssn", "")):
        messages.warning(request, doubt)


def _household(request: PortalRequest) -> UUID | None:
    """Return the person whose household somebody is entered for, as the address says it; raises Missing for no id."""
    try:
        return UUID(text) if (text := request.GET.get("household", "")) else None
    except ValueError as error:
        raise Missing() from error


def _shown(token: str) -> list[int]:
    try:
        return list(signing.loads(token, salt=SHOWN, max_age=3600))
    except signing.BadSignature:
        return []


def _duplicates(request: PortalRequest, alike: people.PossibleDuplicates) -> dict[str, Any]:
    reach = policies.client_reach(request.actor)
    token = signing.dumps([one.client.pk for one in alike.found], salt=SHOWN)
    return {"duplicates": results(alike.found, reach), "different": token}


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def new_anonymous(request: PortalRequest) -> HttpResponse:
    """Enter an anonymous record for a victim service provider (policy §11)."""
    actor = request.actor
    require(policies.can_create_survivor(actor))
    form = NewSurvivorForm(request.POST or None)

    def act() -> str:
        made = people.create_survivor(by=actor, profile=form.profile())
        messages.success(request, _("The anonymous record was made. Note its code."))
        return _way_on(request, made)

    if done := sent(request, form, act):
        return done
    household = _household(request)
    back = reverse("clients:add_member", args=[household]) if household else reverse("today")
    return form_page(request, "clients/new_anonymous.html", {"form": form, "cancel_url": back})


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def edit_profile(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Change the profile; when somebody saved first, both versions are shown."""
    subject = visible_client(request, public_id, "profile")
    require(may_act(request.actor, subject))
    if subject.survivor:
        return _edit_anonymous(request, subject)
    form = _profile_form(request, subject)
    context = {**subject_context(request, subject, _("Profile")), "form": form}
    try:
        if done := sent(request, form, lambda: _save(request, subject, form)):
            return done
    except StaleForm as stale:
        return render(request, "clients/profile.html", context | _stale(request, subject, form, stale), status=409)
    return form_page(request, "clients/profile.html", context)


def _edit_anonymous(request: PortalRequest, subject: Client) -> HttpResponse:
    """Correct what an anonymous record says."""
    stored = asdict(people.survivor_profile_of(subject))
    form = EditSurvivorForm(request.POST or None, told_on=subject.stated_on, initial=opening(stored))

    def act() -> str:
        opened = form.cleaned_data["opened"]
        people.edit_survivor(by=request.actor, client_id=subject.pk, profile=form.profile(), opened=opened)
        messages.success(request, _("The profile was saved."))
        return reverse("clients:client", args=[subject.public_id])

    if done := sent(request, form, act):
        return done
    context = {**subject_context(request, subject, _("Profile")), "form": form}
    return form_page(request, "clients/profile_anonymous.html", context)


def _save(request: PortalRequest, subject: Client, form: EditProfileForm) -> str:
    version = form.cleaned_data["version"]
    people.edit_profile(by=request.actor, client_id=subject.pk, profile=form.profile(), version=version)
    messages.success(request, _("The profile was saved."))
    _warn_of_number(request, form)
    return reverse("clients:client", args=[subject.public_id])


def _profile_form(request: PortalRequest, subject: Client, data: Any = None) -> EditProfileForm:
    stored = people.profile_of(subject, subject.identity)
    initial = profile_initial(stored, people.profile_version(subject, subject.identity))
    return EditProfileForm(
        data or request.POST or None,
        actor=request.actor,
        stored=stored,
        last_four=shown_ssn(request, subject)[-4:],
        initial=initial,
    )


def _stale(request: PortalRequest, subject: Client, form: EditProfileForm, stale: StaleForm) -> dict[str, Any]:
    newest = visible_client(request, subject.public_id, "profile")
    typed = request.POST.copy()
    typed["version"] = str(people.profile_version(newest, newest.identity))
    theirs = stale.context["theirs"]
    return {
        "form": _profile_form(request, newest, typed),
        "differences": presenters.differences(form.profile(), theirs),  # type: ignore[arg-type]
        "stale": True,
        "who": stale.context["who"],
        "at": stale.context["at"],
    }
