"""Training and certificates: one's own, and those of the people one looks after (T3)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cas_portal.access.markers import needs, signed_in
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.access.roles import CERTIFIED_ROLES
from cas_portal.accounts import directory, policies, presenters
from cas_portal.accounts.forms.training import ExtendForm, RevokeForm, TrainingForm
from cas_portal.accounts.services import certificates as services
from cas_portal.accounts.views.forms import form_page, sent
from cas_portal.accounts.views.people import warn_days
from cas_portal.time import clock
from cas_portal.ui.pagination import keyset_page

MANAGE = Permission.MANAGE_USERS


@signed_in
@require_GET
def training(request: PortalRequest) -> HttpResponse:
    """Show one's own certificate, and for managers and SSF whose ends next."""
    actor, today, days = request.actor, clock.today(), warn_days(request)
    me, mine = directory.oneself(actor)
    through = directory.certified_through(mine)
    context = {
        "needs_one": directory.needs_certificate(mine),
        "through": through,
        "tag": presenters.certificate_tag(through, today, days),
        "lapsed": through is None or through < today,
        "certificates": directory.certificates_of(actor, me),
        "looks_after": policies.can_see_people(actor),
        "may_record": policies.can_record_certificates(actor),
    }
    if context["looks_after"]:
        context |= _others(request, days)
    return render(request, "accounts/training.html", context)


def _others(request: PortalRequest, days: int) -> dict[str, Any]:
    """People who assess, those without a valid certificate and those whose ends next first."""
    assess = directory.memberships_seen(request.actor).filter(directory.not_over(), role__in=list(CERTIFIED_ROLES))
    people = directory.by_certificate(request.actor, assess)
    page = keyset_page(people, keys=["ends", "pk"], cursor=request.GET.get("cursor", ""))
    rows = [presenters.person_row(user, clock.today(), days) for user in page]
    me = request.actor.user_id
    return {"page": page, "rows": [{**row, "is_me": row["person"].pk == me} for row in rows]}


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def record(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Record a completed training."""
    form = TrainingForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        done_on = form.cleaned_data["done_on"]
        made = services.record_training(by=request.actor, public_id=public_id, done_on=done_on)
        messages.success(
            request, _("Recorded. Valid through %(day)s.") % {"day": presenters.day_text(made.valid_through)}
        )
        return reverse("accounts:training")

    return _ask(request, public_id, form, act, "accounts/record_training.html")


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def extend(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Extend a certificate that ends, with a reason."""
    form = ExtendForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        services.extend(by=request.actor, public_id=public_id, **form.cleaned_data)
        messages.success(request, _("The certificate was extended."))
        return reverse("accounts:training")

    return _ask(request, public_id, form, act, "accounts/extend_certificate.html")


def _ask(request: PortalRequest, public_id: UUID, form: Form, act: Any, template: str) -> HttpResponse:
    user = directory.person_seen(request.actor, public_id)
    require(policies.can_certify_person(request.actor, user))
    if done := sent(request, form, act):
        return done
    through = directory.certified_through(getattr(user, "shown", []))
    context = {"form": form, "person": user, "through": through, "cancel_url": reverse("accounts:training")}
    return form_page(request, template, context)


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def revoke(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Take back a certificate recorded by mistake."""
    certificate = directory.certificate_seen(request.actor, public_id)
    require(policies.can_certify_person(request.actor, certificate.user))
    form = RevokeForm(request.POST if request.method == "POST" else None)

    def act() -> str:
        services.revoke(by=request.actor, certificate_id=public_id, reason=form.cleaned_data["reason"])
        messages.success(request, _("The certificate was taken back."))
        return reverse("accounts:person", args=[certificate.user.public_id])

    if done := sent(request, form, act):
        return done
    back = reverse("accounts:person", args=[certificate.user.public_id])
    context = {"form": form, "certificate": certificate, "person": certificate.user, "cancel_url": back}
    return form_page(request, "accounts/revoke_certificate.html", context)
