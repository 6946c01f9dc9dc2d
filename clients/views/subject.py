"""The client a page is about."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cas_portal.access.errors import Invalid, StaleForm, Unconfirmed
from cas_portal.access.requests import PortalRequest
from cas_portal.access.said import REWORD
from cas_portal.outbox.editing import Editing
from cas_portal.outbox.once import once
from clients import policies, presenters
from clients.models import Client
from clients.services.consent import agencies_sharing
from clients.services.opening import opened
from clients.services.people import ssn_last_four


def visible_client(request: PortalRequest, public_id: UUID, purpose: str) -> Client:
    """Return the client if the actor may see it, and write down that it was shown. Hidden and missing are both 404."""
    rows = Client.objects.visible_to(request.actor).select_related("identity", "agency")
    client: Client = rows.named(request.actor, public_id=public_id)
    opened(by=request.actor, client_id=client.pk, purpose=purpose, waits=request.method != "POST")
    return client


def subject_context(request: PortalRequest, client: Client, here: Any = "") -> dict[str, Any]:
    """Return what every page about a client shows: name, tags, way back."""
    actor = request.actor
    reach = policies.client_reach(actor)
    name = presenters.client_name(client, reach)
    crumbs = [{"label": _("Find a client"), "url": reverse("clients:find")}]
    crumbs.append({"label": name, "url": reverse("clients:client", args=[client.public_id])})
    if here:
        crumbs.append({"label": here, "url": ""})
    return {
        "client": client,
        "name": name,
        "code": presenters.client_code(client),
        "tags": presenters.client_tags(client, agencies_sharing([client]).get(client.pk, 0)),
        "crumbs": crumbs,
        "cancel_url": reverse("clients:client", args=[client.public_id]),
    }


def shown_ssn(request: PortalRequest, client: Client) -> str:
    """Return the masked number for roles that need the last four digits, else nothing."""
    identity = presenters.identity_of(client)
    if identity is None or not policies.can_see_ssn(request.actor):
        return ""
    four = ssn_last_four(client, identity)
    return f"•••-••-{four}" if four else ""


def sent(request: PortalRequest, form: Form, act: Callable[[], str]) -> HttpResponse | None:
    """Carry out a form that was filled in rightly and lead on; None when it must be shown (again).

    Forms with a key are carried out once, however often they are sent. What a service objects to is said in the form,
    with everything that was typed; an act that leads nowhere did nothing yet, and the form is shown again.
    """
    if not form.is_valid():
        return None
    try:
        key = form.cleaned_data.get("once")
        url = once(by=request.actor, key=key, path=request.path, body=request.POST, act=act) if key else act()
        return HttpResponseRedirect(url) if url else None
    except StaleForm as stale:
        if not isinstance(form, Editing) or "theirs" not in stale.context:
            raise
        form.meet(stale)
        return None
    except (Invalid, Unconfirmed) as error:
        # A question is asked on a page of its own, which leads back here when the text is to be changed.
        if isinstance(error, Unconfirmed) and REWORD not in request.POST:
            raise
        form.add_error(None, " ".join(filter(None, (error.message, error.what_to_do))))
        return None


def form_page(request: PortalRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a form: empty, with what is wrong in it (422), or beside what somebody saved first (409)."""
    form = context["form"]
    status = 409 if getattr(form, "conflict", None) else 422 if form.errors else 200
    return render(request, template, context, status=status)
