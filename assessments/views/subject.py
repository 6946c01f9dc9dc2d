"""The client a page of assessing is about: name, way back, household."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Draft
from assessments.surroundings import closed_members, members_on
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.hud import lists
from clients import policies, presenters
from clients.models import Client, Enrollment


def subject(request: PortalRequest, client: Client, here: object, draft: Draft | None = None) -> dict[str, Any]:
    """Return what every page about a client shows: name or code, and the way back."""
    name = presenters.client_name(client, policies.client_reach(request.actor))
    client_page = reverse("clients:client", args=[client.public_id])
    crumbs: list[dict[str, object]] = [
        {"label": _("Today"), "url": reverse("today")},
        {"label": name, "url": client_page},
    ]
    if draft:
        crumbs.append({"label": _("Assessment"), "url": reverse("assessments:tasks", args=[draft.public_id])})
    code = presenters.client_code(client)
    crumbs.append({"label": here})
    return {"client": client, "name": name, "code": code, "client_page": client_page, "crumbs": crumbs}


def household_rows(request: PortalRequest, enrollment: Enrollment, on: date) -> list[dict[str, Any]]:
    """Return the people of the household on a day; those whose record is closed to the reader without a name."""
    reach = policies.client_reach(request.actor)
    seen = members_on(enrollment, on)
    if seen:
        record.log_read(sorted({row.client_id for row in seen}), purpose="assessment_household")
    rows = [_row(presenters.client_name(row.client, reach), row.relationship, row.lives_elsewhere) for row in seen]
    for person in closed_members(enrollment, seen, on):
        name = _("A person whose record is closed to you")
        if person.stated_age is not None:
            name = _("A person whose record is closed to you (age %(age)s)") % {"age": person.stated_age}
        rows.append(_row(name, person.relationship, person.lives_elsewhere))
    return rows


def _row(name: str, relationship: int, elsewhere: bool) -> dict[str, Any]:
    return {"name": name, "relationship": lists.label("3.15.1", relationship), "elsewhere": elsewhere}
