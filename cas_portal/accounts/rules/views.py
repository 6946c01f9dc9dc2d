"""Settings of the community: the list, one change with its preview, the holidays."""

from datetime import date
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cas_portal.access.errors import StaleForm
from cas_portal.access.markers import needs_whole
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.rules import previews, services
from cas_portal.accounts.rules.forms import ChangeForm, HolidayForm
from cas_portal.accounts.rules.spec import BY_KEY, Group, Rule
from cas_portal.accounts.settings import DEFAULTS


@needs_whole(Permission.EDIT_RULES)
@require_GET
def rules(request: PortalRequest) -> HttpResponse:
    """Show every setting with today's value and the next change."""
    require(services.can_edit_rules(request.actor))
    parts = groupby(services.lines(request.actor), key=lambda line: line.rule.group)
    groups = [(Group(group).label, list(lines)) for group, lines in parts]
    context = {"groups": groups, "fixed": services.fixed(request.actor)}
    return render(request, "accounts/rules/list.html", context)


@needs_whole(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def change(request: PortalRequest, key: str) -> HttpResponse:
    """Ask for the new value, show who is affected, and write it down once that was confirmed."""
    actor, rule = request.actor, _rule(request, key)
    today = services.business_day(actor)
    start = {
        "value": request.GET.get("value", services.value_on(actor, key, today)),
        "valid_from": today,
        "seen": services.newest_row(actor, key),
    }
    form = ChangeForm(request.POST or None, rule=rule, initial=start)
    context = {
        "rule": rule,
        "form": form,
        "now": rule.words(services.value_on(actor, key, today)),
        **_past(request, rule),
    }
    if not form.is_valid():
        return render(request, "accounts/rules/change.html", context, status=422 if form.errors else 200)
    data = form.cleaned_data
    if "confirmed" not in request.POST:
        return render(request, "accounts/rules/preview.html", {**context, **_preview(request, rule, data)})
    try:
        services.change_setting(by=actor, key=key, **data)
    except StaleForm as refused:
        form.meet(refused)
        return render(request, "accounts/rules/change.html", context, status=409)
    messages.success(request, _("Saved. The setting changes on the day shown."))
    return redirect("rules:list")


def _rule(request: PortalRequest, key: str) -> Rule:
    require(services.can_edit_rules(request.actor))
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


def _past(request: PortalRequest, rule: Rule) -> dict[str, object]:
    rows = services.history(request.actor, rule.key)
    policy = DEFAULTS[rule.key]
    past = [{"row": row, "words": rule.words(row.value)} for row in rows]
    return {"history": past, "default_words": rule.words(policy), "default_value": str(policy)}


def _preview(request: PortalRequest, rule: Rule, data: dict) -> dict[str, object]:
    """Who is affected, and what was typed, to be sent once more."""
    effects = previews.effects(rule.key, request.actor.continuum_id, data["valid_from"], data["value"])
    sent = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"]
    return {"effects": effects, "sent": sent, "new": rule.words(data["value"]), "valid_from": data["valid_from"]}


@needs_whole(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def holidays(request: PortalRequest) -> HttpResponse:
    """List the coming holidays, and add one once it was shown which clocks it moves."""
    actor = request.actor
    require(services.can_edit_rules(actor))
    form = HolidayForm(request.POST or None)
    if form.is_valid() and "confirmed" not in request.POST:
        return _holiday_preview(request, form.cleaned_data["day"], adding=True)
    if form.is_valid():
        services.add_holiday(by=actor, **form.cleaned_data)
        messages.success(request, _("Added. New business-day clocks skip this day."))
        return redirect("rules:holidays")
    context = {"form": form, "coming": services.holidays_from(actor, services.business_day(actor))}
    return render(request, "accounts/rules/holidays.html", context, status=422 if form.errors else 200)


def _holiday_preview(request: PortalRequest, day: date, *, adding: bool) -> HttpResponse:
    """Which clocks end on another day, and how many keep theirs."""
    actor = request.actor
    require(services.can_edit_rules(actor))
    context = {
        "day": day,
        "adding": adding,
        "moved": services.clocks_moved(actor, day, adding=adding),
        "effects": previews.effects("holiday", actor.continuum_id, day, None),
        "sent": [pair for pair in request.POST.items() if pair[0] != "csrfmiddlewaretoken"],
    }
    return render(request, "accounts/rules/holiday_preview.html", context)


@needs_whole(Permission.EDIT_RULES)
@require_POST
def remove_holiday(request: PortalRequest, day: str) -> HttpResponse:
    """Show which clocks move, then take a coming holiday out of the calendar."""
    found = parse_date(day) if len(day) == len("2026-01-01") else None
    if found is None:
        raise Http404
    if "confirmed" not in request.POST:
        return _holiday_preview(request, found, adding=False)
    services.remove_holiday(by=request.actor, day=found)
    messages.success(request, _("Removed. Clocks that run keep their day."))
    return redirect("rules:holidays")
