"""What referrals put on Today and on the client page."""

from typing import Any

from django.utils.translation import gettext as _

from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.ui.panels import Panel
from referrals import reading
from referrals.models import Opening, Referral
from referrals.states import OpeningStatus
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
    """What waits for SSF: openings to take up, referrals to decide."""
    actor = request.actor
    if not actor.can(Permission.SELECT_CANDIDATE):
        return None
    rows = reading.waiting_for_ssf(actor)
    new = Opening.objects.visible_to(actor).filter(status=OpeningStatus.REPORTED).count()
    context = {**_context(request, rows, "referrals:desk", _("All referrals")), "new_openings": new}
    if not rows and not new:
        return None
    return Panel(_("Referrals and openings"), "referrals/_list_panel.html", context, "referrals-desk")


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
