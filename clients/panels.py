"""What this floor puts on shared pages: its steps on the client page, its parts of Today."""

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.access.roles import Reach
from cas_portal.time import clock
from cas_portal.ui.panels import Panel
from cas_portal.ui.templatetags.ui import day
from clients import policies, presenters
from clients.forms.finding import FindForm
from clients.models import Client, Grievance, HouseholdMember, Release
from clients.next_steps import Step, step_panel
from clients.services import hand_offs, merging, outside
from clients.services.consent import newest_decision, running_releases
from clients.services.enrollment import open_enrollment
from clients.services.household import household_of
from clients.services.records import may_act

MOST = 8


def release_step(request: PortalRequest, client: Client) -> Panel:
    """Step 1: profile and release of information."""
    may = may_act(request.actor, client)
    url = reverse("clients:release", args=[client.public_id]) if may else ""
    title = _("Profile and release of information")
    if client.survivor:
        note = _("An anonymous record needs no release.")
        return step_panel(Step(title=title, done=True, note=note, outcome=_("No release needed")))
    running = running_releases(client).first()
    if running is not None:
        note = _("Signed. Other agencies see the record through %(day)s.") % {"day": day(running.valid_through)}
        if running.scope == Release.Scope.NAMED:
            note = _("Signed. The agencies chosen see the record through %(day)s.") % {
                "day": day(running.valid_through)
            }
        return step_panel(Step(title=title, done=True, note=note))
    newest = newest_decision(client)
    if newest is not None and newest.method == Release.Method.REFUSED:
        note = _("The client declined on %(day)s. Help goes on; only %(agency)s sees the record.") % {
            "day": day(newest.signed_on),
            "agency": client.agency.name,
        }
        return step_panel(Step(title=title, done=True, note=note, outcome=_("Release declined")))
    note = _("Not signed yet. Only %(agency)s sees the record.") % {"agency": client.agency.name}
    return step_panel(Step(title=title, done=False, note=note, url=url, action=_("Ask for the release")))


def grievances_panel(request: PortalRequest, subject: None) -> Panel | None:
    """Today: grievances the person owns, or that nobody owns yet; only for those who answer them."""
    actor = request.actor
    if Reach.ALL not in actor.reaches(Permission.HANDLE_GRIEVANCE):
        return None
    mine = Grievance.objects.visible_to(actor).open().filter(Q(owner_id=actor.user_id) | Q(owner=None))
    rows = list(mine.first_due_first()[:MOST])
    if not rows:
        return None
    context = {"rows": rows, "today": clock.today()}
    return Panel(_("Grievances to answer"), "clients/grievances/_today.html", context)


def hand_offs_panel(request: PortalRequest, subject: None) -> Panel | None:
    """Today: clients handed to an agency of the person, whom nobody there took over yet."""
    actor = request.actor
    waiting = hand_offs.waiting_for(actor).select_related("client__identity", "agency", "to_agency")
    rows, reach = list(waiting[: MOST + 1]), policies.client_reach(actor)
    if not rows:
        return None
    shown = [{"row": row, "name": presenters.client_name(row.client, reach)} for row in rows[:MOST]]
    context = {"rows": shown, "more": len(rows) > MOST}
    told = [row.client_id for row in rows[:MOST]]
    return Panel(_("Handed to your agency"), "clients/_handed_over.html", context, key="hand-offs", client_ids=told)


def enrollment_step(request: PortalRequest, client: Client) -> Panel:
    """Step 2: everybody of the household is enrolled in the CAS program."""
    may = may_act(request.actor, client, Permission.ENROLL_CLIENT)
    url = reverse("clients:enroll", args=[client.public_id]) if may else ""
    title = _("Enrollment in the CAS program, all household members")
    household = household_of(client)
    members = household.members.filter(left_on=None) if household else HouseholdMember.objects.none()
    enrolled = Q(client__enrollment__program__is_cas=True, client__enrollment__exit_date=None)
    total, done = members.count(), members.filter(enrolled).values("client").distinct().count()
    if total and total == done:
        note = ngettext("%(n)s person is enrolled.", "%(n)s people are enrolled.", total) % {"n": total}
        return step_panel(Step(title=title, done=True, note=note))
    if not total and open_enrollment(client) is not None:
        return step_panel(Step(title=title, done=True, note=_("Enrolled.")))
    note = _("%(done)s of %(total)s people are enrolled.") % {"done": done, "total": max(total, 1)}
    return step_panel(Step(title=title, done=False, note=note, url=url, action=_("Enroll the household")))


def find_panel(request: PortalRequest, _subject: object) -> Panel | None:
    """Find a client, or enter a new one."""
    actor = request.actor
    if not actor.can(Permission.VIEW_RELEASED_CLIENT) and not policies.can_create_survivor(actor):
        return None
    context = {"form": FindForm(actor=actor), "may_create": actor.can(Permission.EDIT_CLIENT) and _enters(actor)}
    return Panel(title=_("Find a client"), template="clients/_find.html", context=context, key="find", task=False)


def _enters(actor: object) -> bool:
    return policies.can_create_client(actor) or policies.can_create_survivor(actor)  # type: ignore[arg-type]


def my_clients_panel(request: PortalRequest, _subject: object) -> Panel | None:
    """The clients the person is case manager of, those met longest ago first; empty only for those who have any."""
    actor = request.actor
    if not actor.can(Permission.ADD_LIVING_SITUATION) or not actor.can(Permission.REASSIGN_CASE_MANAGER):
        return None
    mine = Client.objects.visible_to(actor).looked_after_by(actor.user_id)
    last = Max("contact__happened_on", filter=Q(contact__qualifying=True))
    rows = list(mine.annotate(last=last).select_related("identity").order_by("last", "pk")[: MOST + 1])
    reach = policies.client_reach(actor)
    shown = [{"client": row, "name": presenters.client_name(row, reach), "last": row.last} for row in rows[:MOST]]
    if not rows and Reach.OWN not in actor.reaches(Permission.REASSIGN_CASE_MANAGER):
        return None
    context = {"rows": shown, "more": len(rows) > MOST}
    told = [row["client"].pk for row in shown]
    return Panel(_("My clients"), "clients/_mine.html", context, key="my-clients", task=False, client_ids=told)


def helping_panel(request: PortalRequest, _subject: object) -> Panel | None:
    """Today: the clients a person may see as a named helper from outside, and how long; nothing without one."""
    actor = request.actor
    rows = outside.clients_helped(actor, MOST + 1) if actor.user_id else []
    if not rows:
        return None
    reach = policies.client_reach(actor)
    shown = [
        {"client": row.client, "name": presenters.client_name(row.client, reach), "last": row.last_day} for row in rows
    ]
    context = {"rows": shown[:MOST], "more": len(rows) > MOST}
    told = [row.client_id for row in rows[:MOST]]
    title = _("Clients you help from outside")
    return Panel(title, "clients/_helping.html", context, key="helping", task=False, client_ids=told)


def trail_panel(request: PortalRequest, client: Client) -> Panel | None:
    """The way to who viewed the record and what was changed in it, for those who may ask."""
    actor = request.actor
    context = {
        "client": client,
        "viewers": policies.can_see_viewers(actor, client),
        "changes": policies.can_see_changes(actor, client),
    }
    if not (context["viewers"] or context["changes"]):
        return None
    return Panel(_("Use of this record"), "clients/_trail.html", context, key="trail", task=False)


def merges_panel(request: PortalRequest, client: Client) -> Panel | None:
    """What was merged into this record, and the way back, for sysadmins."""
    if not policies.can_merge_clients(request.actor):
        return None
    merges = merging.merges_of(client)
    if not merges:
        return None
    rows = [{"done": done, "open": not merging.cannot_undo(done)} for done in merges]
    return Panel(title=_("Merged records"), template="clients/_merges.html", context={"merges": rows}, key="merges")
