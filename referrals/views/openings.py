"""Openings: report, list, look at one, take it up, withdraw it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cas_portal.access.errors import Conflict, Forbidden, Missing
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.ui.pagination import keyset_page
from referrals import forms_openings, policies, presenters, reading, services
from referrals.models import Opening, Referral
from referrals.services.openings import programs_to_report_for
from referrals.states import OpeningStatus
from referrals.views.lists import rows_of


@needs(Permission.REPORT_OPENING)
@require_GET
def openings(request: PortalRequest) -> HttpResponse:
    """List openings: those that wait, or all of them."""
    shown = "all" if request.GET.get("show") == "all" else "open"
    rows = Opening.objects.visible_to(request.actor).select_related("program", "agency")
    rows = rows if shown == "all" else rows.unfilled()
    page = keyset_page(rows, keys=["available_on", "id"], cursor=request.GET.get("cursor", ""))
    context = {
        "page": page,
        "rows": [{"opening": row, "tag": presenters.opening_tag(row)} for row in page],
        "shown": shown,
        "tabs": [
            {"label": _("Open"), "url": "?show=open", "current": shown == "open", "count": None},
            {"label": _("All"), "url": "?show=all", "current": shown == "all", "count": None},
        ],
    }
    return render(request, "referrals/openings.html", context)


@needs(Permission.REPORT_OPENING)
@require_http_methods(["GET", "POST"])
def report(request: PortalRequest) -> HttpResponse:
    """Report a unit that is free or becomes free."""
    programs = programs_to_report_for(request.actor)
    form = forms_openings.ReportOpeningForm(request.POST or None, programs=programs)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = services.report_opening(
                by=request.actor,
                program_id=UUID(data["program"]),
                unit_label=data["unit_label"],
                available_on=data["available_on"],
                notes=data["notes"],
                preferences=tuple(data["preferences"]),
                public_id=data["key"],
            )
        except Conflict as error:
            form.add_error("unit_label", error.message)
        else:
            messages.success(request, _("The opening is reported. SSF was told."))
            return redirect("referrals:opening", made.public_id)
    context = {"form": form, "programs": programs}
    return render(request, "referrals/report.html", context, status=422 if form.is_bound else 200)


@needs(Permission.REPORT_OPENING)
@require_GET
def opening(request: PortalRequest, opening_id: UUID) -> HttpResponse:
    """Show one opening: what it asks for, and what was offered to whom."""
    found = _opening_or_missing(request, opening_id)
    rows = reading.with_details(Referral.objects.visible_to(request.actor).filter(opening=found)).order_by("-pk")
    offers = list(rows[: reading.SIZE])
    if offers:
        record.log_read(sorted({row.client_id for row in offers}), purpose="referrals:opening")
    may_source = policies.can_source_opening(request.actor)
    is_open = found.status not in {OpeningStatus.FILLED, OpeningStatus.WITHDRAWN}
    context = {
        "opening": found,
        "tag": presenters.opening_tag(found),
        "rules": presenters.rule_lines(found),
        "offers": rows_of(offers),
        "today": reading.today_for(request.actor),
        "candidates_url": candidates_url(found) if may_source and is_open else "",
        "may_take_up": may_source and found.status == OpeningStatus.REPORTED,
        "may_withdraw": is_open and policies.can_withdraw_opening(request.actor, found),
    }
    return render(request, "referrals/opening.html", context)


def candidates_url(found: Opening) -> str:
    """Where the households for an opening are listed; an upper floor owns that page."""
    try:
        return reverse("queues:candidates", args=[found.public_id])
    except NoReverseMatch:
        return ""


@needs(Permission.SELECT_CANDIDATE)
@require_POST
def source(request: PortalRequest, opening_id: UUID) -> HttpResponse:
    """Take up a reported opening."""
    services.start_sourcing(by=request.actor, opening_id=opening_id)
    messages.success(request, _("You are looking for a household for this opening."))
    return redirect("referrals:opening", opening_id)


@needs(Permission.REPORT_OPENING)
@require_http_methods(["GET", "POST"])
def withdraw(request: PortalRequest, opening_id: UUID) -> HttpResponse:
    """Withdraw an opening after a page that says what happens."""
    found = _opening_or_missing(request, opening_id)
    if not policies.can_withdraw_opening(request.actor, found):
        raise Forbidden()
    form = forms_openings.WithdrawForm(request.POST or None)
    if form.is_valid():
        services.withdraw_opening(by=request.actor, opening_id=opening_id, reason=form.cleaned_data["reason"])
        messages.success(request, _("The opening is withdrawn. Its referrals are cancelled."))
        return redirect("referrals:opening", opening_id)
    live = found.referrals.holding_opening().count()
    context = {
        "form": form,
        "opening": found,
        "live": live,
        "cancel_url": reverse("referrals:opening", args=[opening_id]),
    }
    return render(request, "referrals/withdraw.html", context, status=422 if form.is_bound else 200)


def _opening_or_missing(request: PortalRequest, opening_id: UUID) -> Opening:
    rows = Opening.objects.visible_to(request.actor).select_related("program", "agency", "withdrawn_by")
    found = rows.filter(public_id=opening_id).first()
    if found is None:
        raise Missing()
    return found
