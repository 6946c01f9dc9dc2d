"""People of the continuum or of one's agency, and what is done about them."""

from typing import Any
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
from cas_portal.accounts import directory, policies, presenters, proof
from cas_portal.accounts.forms.people import EndForm, InviteForm, PeopleFilter, RoleForm
from cas_portal.accounts.models import User
from cas_portal.accounts.services import memberships
from cas_portal.accounts.services import people as services
from cas_portal.accounts.services import requests as asking
from cas_portal.accounts.settings import setting
from cas_portal.accounts.views.forms import CONFIRMED, form_page, sent
from cas_portal.outbox import editing
from cas_portal.time import clock
from cas_portal.ui.pagination import keyset_page

MANAGE = Permission.MANAGE_USERS


def crumbs(here: Any, *between: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the way back to the list of people."""
    return [{"label": _("People"), "url": reverse("accounts:people")}, *between, {"label": here, "url": ""}]


def person_crumb(user: User) -> dict[str, Any]:
    """Return the way back to a person."""
    return {"label": user.name, "url": reverse("accounts:person", args=[user.public_id])}


def warn_days(request: PortalRequest) -> int:
    """Return how many days before its end a certificate is shown as ending."""
    return int(str(setting(request.actor.continuum_id, "warn_certificate_days", on=clock.today())))


@needs(MANAGE)
@require_GET
def people(request: PortalRequest) -> HttpResponse:
    """List people with their roles, certificates and accounts."""
    actor, agencies = request.actor, directory.agencies_seen(request.actor)
    form = PeopleFilter(request.GET or None, agencies=agencies)
    asked: dict[str, Any] = {"q": "", "agency": None, "state": ""}
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
    rows = directory.found(
        directory.people_seen(actor), words=asked["q"], agency_id=asked["agency"], state=asked["state"]
    )
    page = keyset_page(rows, keys=["name", "pk"], cursor=request.GET.get("cursor", ""))
    days = warn_days(request)
    context = {
        "page": page,
        "rows": [presenters.person_row(user, clock.today(), days) for user in page],
        "form": form,
        "filtered": any(asked.values()),
        "sees_all": policies.can_record_certificates(actor),
        "may_manage": policies.can_manage_people(actor),
        "may_ask": bool(policies.managed_agency_ids(actor)),
        "sees_requests": _sees_requests(request),
        "open_requests": directory.requests_seen(actor).filter(outcome="").count() if _sees_requests(request) else 0,
    }
    return render(request, "accounts/people.html", context)


def _sees_requests(request: PortalRequest) -> bool:
    return policies.can_manage_people(request.actor) or bool(policies.managed_agency_ids(request.actor))


@needs(MANAGE)
@require_GET
def person(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Show one person: roles, account, second step, certificates, and what may be done."""
    actor = request.actor
    user = directory.person_seen(actor, public_id)
    manages = policies.can_manage_person(actor, user)
    row = presenters.person_row(user, clock.today(), warn_days(request))
    context = {
        **row,
        "crumbs": crumbs(user.name),
        "past": directory.memberships_seen(actor).filter(user=user).exclude(directory.not_over()),
        "certificates": directory.certificates_of(actor, user),
        "second_factor": directory.has_second_factor(user) if manages else None,
        "may_manage": manages,
        "may_certify": policies.can_certify_person(actor, user) and directory.needs_certificate(row["roles"]),
        "own_agencies": policies.managed_agency_ids(actor),
        "may_ask": not policies.can_manage_people(actor) and bool(policies.managed_agency_ids(actor)),
        "is_me": actor.user_id == user.pk,
        "invitation": user.invitations.order_by("-pk").first() if manages else None,
        "now": clock.now(),
    }
    return render(request, "accounts/person.html", context)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def invite(request: PortalRequest) -> HttpResponse:
    """Invite a new person, with a first role."""
    require(policies.can_manage_people(request.actor))
    if ask_again := proof.wanted(request):
        return ask_again
    agencies = directory.agencies_seen(request.actor)
    form = InviteForm(request.POST if request.method == "POST" else None, agencies=agencies)
    if done := sent(request, form, lambda: _invite(request, form.cleaned_data)):
        return done
    return form_page(request, "accounts/invite.html", {"form": form, "crumbs": crumbs(_("Invite"))})


def _invite(request: PortalRequest, data: dict[str, Any]) -> str:
    given = {"name": data["name"], "email": data["email"], "confirmed": CONFIRMED in request.POST, **_role(data)}
    user = services.invite(by=request.actor, **given)
    if user.is_active:
        messages.success(request, _("%(who)s has an account already and now holds this role.") % {"who": user.name})
    else:
        messages.success(request, _("A message with a link goes to %(email)s.") % {"email": user.email})
    return reverse("accounts:person", args=[user.public_id])


def _role(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "agency_id": data["agency"],
        "role": data["role"],
        "ends_on": data["ends_on"],
        "scas_desk": data["scas_desk"],
    }


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def give_role(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Give somebody another role."""
    user = directory.person_seen(request.actor, public_id)
    require(policies.can_manage_person(request.actor, user))
    if ask_again := proof.wanted(request):
        return ask_again
    form = RoleForm(request.POST if request.method == "POST" else None, agencies=directory.agencies_seen(request.actor))
    if done := sent(request, form, lambda: _give(request, user, form.cleaned_data)):
        return done
    context = {"form": form, "person": user, "crumbs": crumbs(_("Give a role"), person_crumb(user))}
    return form_page(request, "accounts/give_role.html", context)


def _give(request: PortalRequest, user: User, data: dict[str, Any]) -> str:
    memberships.give_role(by=request.actor, user=user, **_role(data))
    messages.success(request, _("The role was given. It holds from the next page this person opens."))
    return reverse("accounts:person", args=[user.public_id])


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def end_role(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """End a role, or ask the administrator to."""
    actor = request.actor
    membership = directory.membership_seen(actor, public_id)
    manages = policies.can_manage_person(actor, membership.user)
    require(manages or policies.can_ask_for_agency(actor, membership.agency_id))
    if manages and (ask_again := proof.wanted(request)):
        return ask_again
    opened = {"opened": editing.token(memberships.last_day(membership))}
    planned = manages and membership.ends_at is not None
    form = EndForm(request.POST if request.method == "POST" else None, initial=opened, planned=planned)
    if done := sent(request, form, lambda: _end(request, membership, manages, form.cleaned_data)):
        return done
    context = {
        "form": form,
        "membership": membership,
        "person": membership.user,
        "asks": not manages,
        "crumbs": crumbs(_("End a role"), person_crumb(membership.user)),
    }
    return form_page(request, "accounts/end_role.html", context)


def _end(request: PortalRequest, membership: Any, manages: bool, data: dict[str, Any]) -> str:
    edited = {"by": request.actor, "membership_id": membership.public_id}
    if data["when"] == EndForm.NEVER:
        memberships.keep_role(**edited, opened=data["opened"])
        messages.success(request, _("The role goes on without an end."))
    elif manages:
        memberships.end_role(**edited, on=data["ends_on"], opened=data["opened"])
        messages.success(request, _("The role has its end."))
    else:
        asking.ask_end(**edited, ends_on=data["ends_on"])
        messages.success(request, _("The administrator was asked."))
    return reverse("accounts:person", args=[membership.user.public_id])


@needs(MANAGE)
@require_POST
def invite_again(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Send a new link to somebody who has not accepted yet."""
    return _act(request, public_id, services.invite_again, _("A new link is on its way. The old one no longer works."))


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def close(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Close an account after saying what that means."""
    return _confirm(request, public_id, "accounts/close.html", services.close, _("The account is closed."))


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def reset_factors(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Remove lost second steps after saying what that means."""
    return _confirm(
        request,
        public_id,
        "accounts/reset_factors.html",
        services.reset_factors,
        _("The second step was removed. A new one is set up at the next sign-in."),
    )


@needs(MANAGE)
@require_POST
def open_again(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Open an account again, or ask the administrator to."""
    if policies.can_manage_people(request.actor):
        return _act(request, public_id, services.open_again, _("The account is open again."))
    directory.person_seen(request.actor, public_id)
    asking.ask_reopen(by=request.actor, public_id=public_id)
    messages.success(request, _("The administrator was asked."))
    return redirect("accounts:person", public_id)


def _act(request: PortalRequest, public_id: UUID, service: Any, said: str) -> HttpResponse:
    user = directory.person_seen(request.actor, public_id)
    require(policies.can_manage_person(request.actor, user))
    if ask_again := proof.wanted(request):
        return ask_again
    service(by=request.actor, public_id=public_id)
    messages.success(request, said)
    return redirect("accounts:person", public_id)


def _confirm(request: PortalRequest, public_id: UUID, template: str, service: Any, said: str) -> HttpResponse:
    if request.method == "POST":
        return _act(request, public_id, service, said)
    user = directory.person_seen(request.actor, public_id)
    require(policies.can_manage_person(request.actor, user))
    if ask_again := proof.wanted(request):
        return ask_again
    context = {"person": user, "cancel_url": person_crumb(user)["url"], "crumbs": crumbs(user.name)}
    return render(request, template, context)
