"""The client a page is about."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from cas_portal.audit import record
from clients import policies, presenters
from clients.models import Client
from clients.services.people import ssn_last_four


def visible_client(request: HttpRequest, public_id: UUID, purpose: str) -> Client:
    """Return the client if the actor may see it, and write down that it was shown. Hidden and missing are both 404."""
    rows = Client.objects.visible_to(request.actor).select_related("identity", "agency")  # type: ignore[attr-defined]
    client = get_object_or_404(rows, public_id=public_id)
    record.log_read([client.pk], purpose=purpose)
    return client


def subject_context(request: HttpRequest, client: Client, here: Any = "") -> dict[str, Any]:
    """Return what every page about a client shows: name, tags, way back."""
    actor = request.actor  # type: ignore[attr-defined]
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
        "tags": presenters.client_tags(client),
        "crumbs": crumbs,
        "cancel_url": reverse("clients:client", args=[client.public_id]),
    }


def shown_ssn(request: HttpRequest, client: Client) -> str:
    """Return the masked number for roles that need the last four digits, else nothing."""
    identity = presenters.identity_of(client)
    if identity is None or not policies.can_see_ssn(request.actor):  # type: ignore[attr-defined]
        return ""
    four = ssn_last_four(client, identity)
    return f"•••-••-{four}" if four else ""
