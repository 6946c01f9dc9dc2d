"""What the dated history and the support plan put on the client page and among the steps."""

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import policies, stays_page
from assessments.services import chronic
from assessments.surroundings import business_day
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.ui.panels import Panel
from clients.models import Client
from clients.services.records import may_act


def stays_panel(request: PortalRequest, client: Client) -> Panel | None:
    """What the dated history says about chronic homelessness, and the way there; never for a survivor."""
    if not policies.has_dated_stays(client) or not may_act(request.actor, client, Permission.ADD_LIVING_SITUATION):
        return None
    found, _ahead = chronic.finding_of(client, business_day(client))
    context = {"headline": stays_page.headline(found), "url": reverse("assessments:stays", args=[client.public_id])}
    return Panel(_("Dated history"), "assessments/_stays.html", context, key="stays", task=False)
