"""The client a page of assessing is about: name, way back, household."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Draft
from cas_portal.access.requests import PortalRequest
from cas_portal.hud import lists
from clients import policies, presenters
from clients.models import Client, HouseholdMember


def subject(request: PortalRequest, client: Client, here: object, draft: Draft | None = None) -> dict[str, Any]:
    """Return what every page about a client shows: name or code, and the way back."""
    name = presenters.client_name(client, policies.client_reach(request.actor))
    client_page = reverse("clients:client", args=[client.public_id])
    crumbs = [{"label": _("Today"), "url": reverse("today")}, {"label": name, "url": client_page}]
    if draft:
        crumbs.append({"label": _("Assessment"), "url": reverse("assessments:tasks", args=[draft.public_id])})
    return {"client": client, "name": name, "client_page": client_page, "crumbs": [*crumbs, {"label": here}]}


def household_rows(request: PortalRequest, members: Iterable[HouseholdMember]) -> list[dict[str, Any]]:
    """Return the people of the household as the page names them."""
    reach = policies.client_reach(request.actor)
    return [
        {
            "name": presenters.client_name(member.client, reach),
            "relationship": lists.label("3.15.1", member.relationship),
            "elsewhere": member.lives_elsewhere,
        }
        for member in members
    ]
