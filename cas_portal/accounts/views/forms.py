"""Carrying out a form: what a service refuses is shown beside the fields."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from cas_portal.access.errors import Conflict, Invalid, KnownPerson, StaleForm
from cas_portal.access.requests import PortalRequest
from cas_portal.outbox.editing import Editing


def sent(request: PortalRequest, form: Form, act: Callable[[], str]) -> HttpResponse | None:
    """Do what a valid form asks and lead on to the address `act` returns; None when the form is shown (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return HttpResponseRedirect(act())
    except KnownPerson as known:
        return whether_meant(request, known)
    except (Invalid, Conflict) as refused:
        if isinstance(refused, StaleForm) and isinstance(form, Editing):
            form.meet(refused)
            return None
        form.add_error(None, f"{refused.message} {refused.what_to_do}".strip())
        return None


CONFIRMED = "confirmed"


def whether_meant(request: PortalRequest, known: KnownPerson) -> HttpResponse:
    """Show whose address it is before they get a role: the same form again, and the word that they are meant (409)."""
    typed = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    context = {
        "known": known,
        "sent": [pair for pair in typed if pair[0] not in {CONFIRMED, "csrfmiddlewaretoken"}],
        "confirmed": CONFIRMED,
        "cancel_url": reverse("accounts:people"),
    }
    return render(request, "accounts/known_person.html", context, status=409)


def form_page(request: PortalRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a form; one that was refused answers 422, one beside which somebody saved first 409."""
    form = context["form"]
    status = 409 if getattr(form, "conflict", None) else 422 if form.is_bound and form.errors else 200
    return render(request, template, context, status=status)
