"""What referrals put on Today and on the client page."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.ui.pagination import BoundedCount, count_up_to
from cas_portal.ui.panels import Panel
from clients.models import Program
from clients.policies import can_edit_programs
from referrals import presenters, reading
from referrals.models import ProgramRule, Referral
from referrals.services import rules
from referrals.views.lists import rows_of

SHOWN, TAB = 5, 100


def inbox(request: PortalRequest, subject: Any = None) -> Panel | None:
    """A housing provider's referrals that wait for an answer."""
    actor = request.actor
    if not actor.can(Permission.ANSWER_REFERRAL):
        return None
    title = _("Referrals to your programs")
    context = _context(request, reading.inbox_of(actor), reading.INBOX_KEYS)
    context |= {"url_name": "referrals:inbox", "more": _("Open the inbox")}
    return _list(title, context, "referrals-inbox")


def questions(request: PortalRequest, subject: Any = None) -> Panel | None:
    """Clients who must be asked about an opening."""
    actor = request.actor
    if not actor.can(Permission.ANSWER_INTEREST):
        return None
    title = _("Ask your clients about an opening")
    context = _context(request, reading.questions_of(actor), reading.DUE_KEYS)
    context |= {"url_name": "referrals:questions", "more": _("All questions")}
    return _list(title, context, "referrals-questions")


def desk(request: PortalRequest, subject: Any = None) -> Panel | None:
    """What waits for SSF: declines to decide, answers to act on, late and silent referrals."""
    actor = request.actor
    if not actor.can(Permission.SELECT_CANDIDATE):
        return None
    title = _("Referrals that wait for you")
    context = _context(request, reading.waiting_for_ssf(actor), reading.DESK_KEYS)
    context |= {"url_name": "referrals:desk", "more": _("All referrals")}
    return _list(title, context, "referrals-desk")


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
    return _referrals_of(request, subject, SHOWN)


def every_referral(request: PortalRequest, subject: Any) -> Panel | None:
    """The same for the tab of its own; each move stands in the history."""
    return _referrals_of(request, subject, TAB)


def _referrals_of(request: PortalRequest, subject: Any, most: int) -> Panel | None:
    rows = Referral.objects.visible_to(request.actor).filter(client=subject)
    found = list(reading.with_details(rows).order_by("-pk")[:most])
    if not found:
        return None
    context = {"rows": rows_of(found), "today": reading.today_for(request.actor)}
    return Panel(_("Referrals"), "referrals/_client_panel.html", context, "referrals")


def _list(title: str, context: dict[str, Any], key: str) -> Panel | None:
    told = [row["referral"].client_id for row in context["rows"]]
    return Panel(title, "referrals/_list_panel.html", context, key, client_ids=told) if told else None


def _context(request: PortalRequest, rows: QuerySet[Referral], keys: Sequence[str]) -> dict[str, Any]:
    """The first few rows, how many there are, and the day."""
    shown = list(reading.with_details(rows).order_by(*keys)[:SHOWN])
    count = count_up_to(rows) if len(shown) == SHOWN else BoundedCount(len(shown), False)
    return {"rows": rows_of(shown), "count": count, "today": reading.today_for(request.actor)}


def program_rule(request: PortalRequest, program: Program) -> Panel | None:
    """What a housing program asks of a household."""
    if not rules.has_rules(program):
        return None
    rule = ProgramRule.objects.visible_to(request.actor).filter(program=program).first()
    context = {
        "program": program,
        "facts": presenters.rule_lines(rule) if rule else [],
        "may_edit": can_edit_programs(request.actor),
    }
    return Panel(_("What it asks for"), "referrals/_program_rule.html", context, key="program-rule")
