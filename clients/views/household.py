"""Who lives together, and the CAS program."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.outbox import editing
from clients import overview, policies
from clients.forms.finding import FindForm
from clients.forms.household import AddMemberForm, EditMemberForm, EnrollForm, RemoveMemberForm
from clients.household import SELF
from clients.models import Client, HouseholdMember
from clients.services import enrollment, household, moving_out, search
from clients.services.records import may_act
from clients.typed import parse
from clients.views.finding import asked_text, results, sought, typed
from clients.views.subject import form_page, sent, subject_context, visible_client


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def add_member(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Add somebody to the household: find them, or enter them, then say how they belong."""
    actor = request.actor
    head = visible_client(request, public_id, "household")
    require(may_act(actor, head))
    context = subject_context(request, head, _("Add to household"))
    person = request.POST.get("person") or request.GET.get("person")
    if not person and request.method == "POST":
        box, found = typed(request)
        return sought(request, box) if found is None else _found(request, context, box, found)
    if not person:
        return _sought(request, context)
    form = AddMemberForm(request.POST or None, initial={"person": person})
    if done := sent(request, form, lambda: _add(request, head, form)):
        return done
    rows = Client.objects.visible_to(actor).select_related("identity", "agency")
    joining: Client = rows.named(actor, public_id=_id(person))
    context |= {"form": form, "joining": subject_context(request, joining)}
    return form_page(request, "clients/member_add.html", context)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _sought(request: PortalRequest, context: dict[str, Any]) -> HttpResponse:
    """Show who was found by what was typed before."""
    text = asked_text(request) or ""
    found = search.find_clients(by=request.actor, asked=parse(text)) if text else []
    box = FindForm(initial={"q": text}, actor=request.actor)
    context |= {"token": request.GET.get("search", "") if text else ""}
    return _found(request, context, box, found, searched=bool(text))


def _found(
    request: PortalRequest, context: dict[str, Any], box: FindForm, found: list[search.Found], *, searched: bool = True
) -> HttpResponse:
    reach = policies.client_reach(request.actor)
    told = {"form": box, "results": results(found, reach), "searched": searched and not box.errors}
    return form_page(request, "clients/member_find.html", {**context, **told})


def _add(request: PortalRequest, head: Client, form: AddMemberForm) -> str:
    actor = request.actor
    joining: Client = Client.objects.visible_to(actor).named(actor, public_id=form.cleaned_data["person"])
    household.add_member(by=actor, head_id=head.pk, client_id=joining.pk, membership=form.membership())
    messages.success(request, _("The household was changed. Check that everybody is enrolled."))
    return reverse("clients:client", args=[head.public_id])


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def edit_member(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Correct how somebody belongs to the household."""
    member = _member(request, public_id)
    initial = editing.opening(household.belonging(member))
    form = EditMemberForm(request.POST or None, initial=initial, is_head=member.relationship == SELF)

    def act() -> str:
        household.edit_member(by=request.actor, member_id=member.pk, **form.cleaned_data)
        messages.success(request, _("The household was changed."))
        return reverse("clients:client", args=[member.client.public_id])

    if done := sent(request, form, act):
        return done
    context = subject_context(request, member.client, _("Household"))
    return form_page(request, "clients/member_edit.html", {**context, "form": form, "member": member})


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def remove_member(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Record that somebody no longer lives with the household."""
    member = _member(request, public_id)
    if member.left_on is not None and request.method == "GET":
        return redirect("clients:household", member.client.public_id)
    ends = moving_out.ends_with_leaving(member)
    opened = {"opened": editing.token({"left_on": member.left_on})}
    form = RemoveMemberForm(request.POST or None, asks_where=ends, initial=opened)
    if done := sent(request, form, lambda: _remove(request, member, form)):
        return done
    context = subject_context(request, member.client, _("Household"))
    return form_page(request, "clients/member_remove.html", {**context, "form": form, "member": member, "ends": ends})


def _remove(request: PortalRequest, member: HouseholdMember, form: RemoveMemberForm) -> str:
    data, goes_to = form.cleaned_data, form.goes_to()
    moving_out.remove_member(
        by=request.actor, member_id=member.pk, left_on=data["left_on"], goes_to=goes_to, opened=data["opened"]
    )
    if goes_to is not None:
        messages.success(request, _("The household was changed, and the enrollment of the minor in CAS ended."))
    elif enrollment.open_enrollment(member.client) is not None:
        messages.success(request, _("The household was changed. Enrollment in CAS goes on in their own household."))
    else:
        messages.success(request, _("The household was changed. If they need help on their own, enroll them."))
    return reverse("clients:client", args=[member.client.public_id])


def _member(request: PortalRequest, public_id: UUID) -> HouseholdMember:
    actor = request.actor
    member = get_object_or_404(HouseholdMember.objects.visible_to(actor), public_id=public_id)
    member.client = visible_client(request, member.client.public_id, "household")
    require(may_act(actor, member.client))
    return member


@needs(Permission.ENROLL_CLIENT)
@require_http_methods(["GET", "POST"])
def enroll(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Enroll everybody of the household in the CAS program."""
    actor = request.actor
    subject = visible_client(request, public_id, "enrollment")
    require(may_act(actor, subject, Permission.ENROLL_CLIENT))
    form = EnrollForm(request.POST or None)
    if done := sent(request, form, lambda: _enroll(request, subject, form)):
        return done
    living = household.household_of(subject)
    members = overview.members(actor, living) if living else []
    context = {"form": form, "members": members}
    return form_page(request, "clients/enroll.html", {**subject_context(request, subject, _("Enrollment")), **context})


def _enroll(request: PortalRequest, subject: Client, form: EnrollForm) -> str:
    made = enrollment.enroll_household(
        by=request.actor,
        client_id=subject.pk,
        entry_date=form.cleaned_data["entry_date"],
    )
    text = ngettext("%(n)s person was enrolled.", "%(n)s people were enrolled.", len(made)) % {"n": len(made)}
    messages.success(request, text if made else _("Everybody was enrolled already."))
    return reverse("clients:client", args=[subject.public_id])
