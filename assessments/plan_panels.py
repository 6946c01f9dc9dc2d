"""What the dated history and the support plan put on the client page and among the steps."""

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import policies, stays_page
from assessments.models import Assessment, CorrectionRequest, Plan
from assessments.plans.content import content_of
from assessments.services import chronic, plans
from assessments.surroundings import business_day, led_by
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.access.roles import Reach
from cas_portal.time import clock
from cas_portal.ui.panels import Panel
from cas_portal.ui.templatetags.ui import day
from clients.models import Client
from clients.next_steps import Step, step_panel
from clients.policies import client_reach
from clients.presenters import client_name
from clients.services.records import may_act

MOST = 8


def plan_step(request: PortalRequest, client: Client) -> Panel | None:
    """Step 6: the support plan, always after an HCT and never before; not offered for a survivor (X09).

    It is the household's, and stands with its head.
    """
    if client.survivor or led_by(client):
        return None
    title = _("Individualized Support Plan (ISP)")
    found = plans.plan_of(request.actor, client)
    may = policies.can_edit_plan(request.actor, client)
    url = reverse("assessments:plan", args=[client.public_id]) if may else ""
    if plans.plan_is_due(request.actor, client, found):
        hct = plans.newest_hct(request.actor, client)
        return step_panel(_due_step(title, url if hct or found else "", hct))
    if found is None:
        return None
    over = found.review_on < business_day(client)
    words = _("To be looked at again since %(day)s.") if over else _("Looked at again on %(day)s.")
    note = words % {"day": day(found.review_on)}
    return step_panel(Step(title=title, done=not over, note=note, url=url, action=_("Open the plan")))


def _due_step(title: str, url: str, hct: Assessment | None) -> Step:
    if hct is None:
        return Step(title=title, done=False, note=_("Comes after the HCT."), url=url, action=_("Open the plan"))
    note = _("Due after the HCT of %(day)s.") % {"day": day(hct.assessed_on)}
    return Step(title=title, done=False, note=note, url=url, action=_("Write the plan"))


def plan_panel(request: PortalRequest, client: Client) -> Panel | None:
    """The goals in work with what comes next, and the way to the plan."""
    if not policies.can_edit_plan(request.actor, client):
        return None
    found = plans.plan_of(request.actor, client)
    goals = [goal for goal in content_of(found.content).goals if goal.in_work] if found else []
    rows = [{"text": goal.text, "step": next((s for s in goal.steps if s.done_on is None), None)} for goal in goals]
    context = {"plan": found, "rows": rows, "client": client, "today": business_day(client)}
    return Panel(_("Support plan"), "assessments/_plan.html", context, key="plan", task=False)


def reviews_panel(request: PortalRequest, _subject: object) -> Panel | None:
    """Today: plans of one's own that are to be looked at again; nothing without one."""
    actor = request.actor
    if not actor.reaches(Permission.EDIT_ISP) - {Reach.REFERRED}:
        return None
    due = Plan.objects.visible_to(actor).filter(worker_id=actor.user_id, ended_at=None, review_on__lte=clock.today())
    rows = list(due.select_related("client__identity").order_by("review_on", "pk")[:MOST])
    if not rows:
        return None
    reach = client_reach(actor)
    shown = [{"plan": row, "client": row.client, "name": client_name(row.client, reach)} for row in rows]
    told = [row.client_id for row in rows]
    context = {"rows": shown, "today": clock.today()}
    return Panel(_("Support plans to look at"), "assessments/_plan_reviews.html", context, key="plans", client_ids=told)


def client_view_action(request: PortalRequest, client: Client) -> Panel | None:
    """The way to hand the screen over, for those who work with the client."""
    if not may_act(request.actor, client):
        return None
    context = {"url": reverse("assessments:hand_over", args=[client.public_id])}
    return Panel(_("Client view"), "assessments/_client_view.html", context, task=False)


def corrections_panel(request: PortalRequest, client: Client) -> Panel | None:
    """What the client wants corrected, open first, and the way to write down more."""
    if not may_act(request.actor, client):
        return None
    rows = CorrectionRequest.objects.visible_to(request.actor).filter(client=client).select_related("client")
    context = {"rows": rows.order_by("-resolved_at", "-asked_on", "-pk")[:MOST], "client": client}
    return Panel(_("Corrections asked for"), "assessments/_corrections.html", context, key="corrections", task=False)


def open_corrections_panel(request: PortalRequest, _subject: object) -> Panel | None:
    """Today: corrections that clients of one's own agencies wait for; nothing without one."""
    actor = request.actor
    agencies = actor.agencies_with(Permission.EDIT_CLIENT)
    if not agencies:
        return None
    waiting = CorrectionRequest.objects.visible_to(actor).filter(resolved_at=None, agency_id__in=agencies)
    rows = list(waiting.select_related("client").order_by("asked_on", "pk")[:MOST])
    if not rows:
        return None
    told = [row.client_id for row in rows]
    title = _("Corrections clients asked for")
    return Panel(title, "assessments/_corrections.html", {"rows": rows}, key="corrections", client_ids=told)


def stays_panel(request: PortalRequest, client: Client) -> Panel | None:
    """What the dated history says about chronic homelessness, and the way there; never for a survivor."""
    if not policies.has_dated_stays(client) or not may_act(request.actor, client, Permission.ADD_LIVING_SITUATION):
        return None
    found, _ahead = chronic.finding_of(client, business_day(client))
    context = {"headline": stays_page.headline(found), "url": reverse("assessments:stays", args=[client.public_id])}
    return Panel(_("Dated history"), "assessments/_stays.html", context, key="stays", task=False)
