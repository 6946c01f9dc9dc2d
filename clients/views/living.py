"""A household on any day, its history, and how it parts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cas_portal.access.errors import Missing, StaleForm
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.outbox import editing
from cas_portal.time import clock
from clients import household_page, policies, presenters
from clients.forms.household import AsOfForm, CorrectLeavingForm, PartForm
from clients.models import Client, Household, HouseholdMember
from clients.services import parting
from clients.services.household import household_of, present_members
from clients.services.records import may_act
from clients.views.subject import form_page, sent, subject_context, visible_client


@needs(Permission.VIEW_RELEASED_CLIENT, Permission.EDIT_CLIENT)
@require_GET
def household(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Who lived together on a day, what that made them, and who joined and left when."""
    subject = visible_client(request, public_id, "household")
    asked = any(name.startswith("on") for name in request.GET)
    form = AsOfForm(request.GET if asked else None, initial={"on": clock.today()})
    on = form.cleaned_data["on"] if asked and form.is_valid() else clock.today()
    context = {
        **subject_context(request, subject, _("Household")),
        "form": form,
        "living": household_page.household_on(request.actor, subject, on),
        "today": clock.today(),
        "history": household_page.history(request.actor, subject),
        "may_edit": may_act(request.actor, subject),
    }
    return form_page(request, "clients/household.html", context)


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def part(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Members leave together into a household of their own."""
    subject = visible_client(request, public_id, "household")
    require(may_act(request.actor, subject))
    home = household_of(subject)
    if home is None:
        raise Missing()
    people = _people(request, home)
    form = PartForm(request.POST or None, people=people, initial={"seen": parting.state_of(home)})
    context = {**subject_context(request, subject, _("Separate the household")), "form": form, "alone": len(people) < 2}
    try:
        if done := sent(request, form, lambda: _part(request, subject, form)):
            return done
    except StaleForm as stale:
        typed = request.POST.copy()
        typed["seen"] = parting.state_of(home)
        fresh = PartForm(typed, people=people)
        now = household_page.household_on(request.actor, subject, clock.today())
        context |= {"form": fresh, "stale": stale.message, "living": now}
        return render(request, "clients/part.html", context, status=409)
    return form_page(request, "clients/part.html", context)


def _people(request: PortalRequest, home: Household) -> list[tuple[int, str, int]]:
    reach = policies.client_reach(request.actor)
    rows: Any = present_members(home)
    seen = rows.visible_to(request.actor).select_related("client__identity")
    record.log_read(sorted({row.client_id for row in seen}), purpose="household")
    return [(row.pk, presenters.client_name(row.client, reach), row.relationship) for row in seen]


def _part(request: PortalRequest, subject: Client, form: PartForm) -> str:
    data = form.cleaned_data
    parting.part_household(
        by=request.actor, client_id=subject.pk, on=data["on"], leaving=form.leaving(), staying=form.staying(),
        seen=data["seen"],
    )  # fmt: skip
    messages.success(request, _("The household was parted. The new head needs an assessment of their own."))
    return reverse("clients:household", args=[subject.public_id])


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def correct_leaving(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Correct the day somebody left, or take it back."""
    member = get_object_or_404(HouseholdMember.objects.visible_to(request.actor), public_id=public_id)
    subject = visible_client(request, member.client.public_id, "household")
    require(may_act(request.actor, subject))
    if member.left_on is None and request.method == "GET":
        return redirect("clients:household", subject.public_id)
    form = CorrectLeavingForm(request.POST or None, initial={"opened": editing.token({"left_on": member.left_on})})

    def act() -> str:
        parting.correct_leaving(
            by=request.actor, member_id=member.pk, left_on=form.day(), opened=form.cleaned_data["opened"]
        )
        messages.success(request, _("The household was corrected."))
        return reverse("clients:household", args=[subject.public_id])

    if done := sent(request, form, act):
        return done
    context = subject_context(request, subject, _("Correct the leaving"))
    return form_page(request, "clients/correct_leaving.html", {**context, "form": form, "member": member})
