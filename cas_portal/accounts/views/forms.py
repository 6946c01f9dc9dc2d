"""Carrying out a form: what a service refuses is shown beside the fields."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from cas_portal.access.errors import Conflict, Invalid, StaleForm
from cas_portal.access.requests import PortalRequest
from cas_portal.outbox.editing import Editing


def sent(request: PortalRequest, form: Form, act: Callable[[], str]) -> HttpResponse | None:
    """Do what a valid form asks and lead on to the address `act` returns; None when the form is shown (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return HttpResponseRedirect(act())
    except (Invalid, Conflict) as refused:
        if isinstance(refused, StaleForm) and isinstance(form, Editing):
            form.meet(refused)
            return None
        form.add_error(None, f"{refused.message} {refused.what_to_do}".strip())
        return None


def form_page(request: PortalRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a form; one that was refused answers 422, one beside which somebody saved first 409."""
    form = context["form"]
    status = 409 if getattr(form, "conflict", None) else 422 if form.is_bound and form.errors else 200
    return render(request, template, context, status=status)
