"""What the lists put on shared pages: where a client stands, new EVH, how old the list is."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from assessments.services.readiness import page_of_head
from assessments.surroundings import led_by
from cas_portal.access.permissions import Permission
from cas_portal.time import clock
from cas_portal.ui.panels import Panel
from clients.models import Client
from documents.kinds import Tier
from queues import housing_list, presenters, why
from queues.models import Standing
from queues.people import person_on, with_people

NEW_EVH_DAYS = 3
MOST = 8


def standing_panel(request: HttpRequest, client: Client) -> Panel | None:
    """Say on the client page whether the household is on the list, ready, and what is missing. Never a score."""
    actor = request.actor  # type: ignore[attr-defined]
    if not (actor.can(Permission.SEND_TO_LIST) or actor.can(Permission.VIEW_HOUSING_RANK)):
        return None
    row = why.standing_of(client, actor)
    led = led_by(client) if row is None else None
    context: dict[str, Any] = {
        "row": row,
        "client": client,
        "sees_order": housing_list.sees_order(actor),
        "led": led is not None,
        "head_url": page_of_head(actor, led.head) if led else "",
    }
    if row is not None:
        found = why.why(row, actor=actor, as_of=clock.today())
        tier, tone = presenters.TIER_TAGS[Tier(row.tier)]
        context |= {
            "on_list": row.on_list and not found.failed,
            "missing": presenters.missing(found.failed, row),
            "back": found.holds_back,
            "tier": tier,
            "tone": tone,
            "position": found.position,
        }
    return Panel(_("Standing"), "queues/_standing_panel.html", context, key="standing")


def evh_panel(request: HttpRequest, subject: object) -> Panel | None:
    """Show on Today who became extremely vulnerable in the last days (N1): to 2-1-1, SSF, and their own agency."""
    actor = request.actor  # type: ignore[attr-defined]
    if not (actor.can(Permission.REFER_TO_SHELTER) or actor.can(Permission.SEND_TO_LIST)):
        return None
    rows = Standing.objects.visible_to(actor).evh().filter(evh_since__gte=clock.now() - timedelta(days=NEW_EVH_DAYS))
    if not (actor.can(Permission.REFER_TO_SHELTER) or housing_list.sees_order(actor)):
        rows = rows.filter(agency_id__in=actor.agency_ids)
    found = list(with_people(rows, actor).order_by("-evh_since")[:MOST])
    if not found:
        return None
    lines = [{"person": person_on(row), "household": presenters.household(row), "row": row} for row in found]
    told = [row.client_id for row in found]
    title = _("New extremely vulnerable households")
    return Panel(title, "queues/_evh_panel.html", {"lines": lines}, key="evh", client_ids=told)


def list_panel(request: HttpRequest, subject: object) -> Panel | None:
    """Show on Today of SSF how many clients wait to be ranked again, when any do."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.can(Permission.SELECT_CANDIDATE):
        return None
    waiting = housing_list.waiting(actor.continuum_id)
    if not waiting.clients:
        return None
    context = {"waiting": waiting, "oldest": presenters.age(waiting.oldest)}
    return Panel(_("Housing list"), "queues/_list_panel.html", context, key="housing-list", task=False)
