"""What the caseload puts on Today."""

from django.utils.translation import gettext as _

from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.access.roles import Reach
from cas_portal.time import clock
from cas_portal.ui.panels import Panel
from reports import presenters
from reports.caseload import Wanted, caseload, present

MOST = 5
THEIR_WORK = frozenset({Reach.OWN, Reach.AGENCY})


def expiring(request: PortalRequest, _subject: object) -> Panel | None:
    """Clients whose assessment ends soon or has ended: to those who look after them, and to their agency's manager."""
    actor = request.actor
    if not (actor.reaches(Permission.EXPORT_CASELOAD) & THEIR_WORK and actor.can(Permission.SUBMIT_HCT)):
        return None
    today = clock.today()
    found = list(caseload(actor, Wanted(expiring=True), today=today)[: MOST + 1])
    if not found:
        return None
    lines = presenters.caseload_lines(list(present(found[:MOST], actor, today=today)), today)
    context = {"lines": lines, "more": len(found) > MOST}
    told = [line.row.client_id for line in lines]
    return Panel(_("Assessments to renew"), "reports/_expiring_panel.html", context, "expiring", client_ids=told)
