"""What referrals put on Today and on the client page."""

from typing import Any

from django.utils.translation import gettext as _

from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.ui.panels import Panel
from referrals import presenters, reading
from referrals.models import Referral
from referrals.views.lists import rows_of

SHOWN = 5


def inbox(request: PortalRequest, subject: Any = None) -> Panel | None:
    """A housing provider's referrals that wait for an answer."""
    actor = request.actor
    if not actor.can(Permission.ANSWER_REFERRAL):
        return None
    rows = reading.inbox_of(actor)
    title = _("Referrals to your programs")
    context = _context(request, rows, "referrals:inbox", _("Open the inbox"))
    return Panel(title, "referrals/_list_panel.html", context, "referrals-inbox") if rows else None


def questions(request: PortalRequest, subject: Any = None) -> Panel | None:
    """Clients who must be asked about an opening."""
    actor = request.actor
    if not actor.can(Permission.ANSWER_INTEREST):
        return None
    rows = reading.questions_of(actor)
    context = _context(request, rows, "referrals:questions", _("All questions"))
    title = _("Ask your clients about an opening")
    return Panel(title, "referrals/_list_panel.html", context, "referrals-questions") if rows else None


def desk(request: PortalRequest, subject: Any = None) -> Panel | None:
    """What waits for SSF: declines to decide, answers to act on, late and silent referrals."""
    actor = request.actor
    if not actor.can(Permission.SELECT_CANDIDATE):
        return None
    rows = reading.waiting_for_ssf(actor)
    context = _context(request, rows, "referrals:desk", _("All referrals"))
    title = _("Referrals that wait for you")
    return Panel(title, "referrals/_list_panel.html", context, "referrals-desk") if rows else None


def openings(request: PortalRequest, subject: Any = None) -> Panel | None:
    """Units that no household is offered yet: those free first come first."""
    if not request.actor.can(Permission.SELECT_CANDIDATE):
        return None
    found = list(reading.openings_waiting(request.actor)[: SHOWN + 1])
    rows = [{"opening": row, "tag": presenters.opening_tag(row)} for row in found[:SHOWN]]
    context = {"rows": rows, "more": len(found) > SHOWN}
    title = _("Openings that wait for a household")
    return Panel(title, "referrals/_openings_panel.html", context, "openings") if found else None


def client(request: PortalRequest, subject: Any) -> Panel | None:
    """A client's referrals, newest first."""
    rows = Referral.objects.visible_to(request.actor).filter(client=subject)
    found = list(reading.with_details(rows).order_by("-pk")[:SHOWN])
    if not found:
        return None
    context = {"rows": rows_of(found), "today": reading.today_for(request.actor)}
    return Panel(_("Referrals"), "referrals/_client_panel.html", context, "referrals")


def _context(request: PortalRequest, rows: list[Referral], url_name: str, more: str) -> dict[str, Any]:
    today = reading.today_for(request.actor)
    return {"rows": rows_of(rows[:SHOWN]), "count": len(rows), "url_name": url_name, "more": more, "today": today}
