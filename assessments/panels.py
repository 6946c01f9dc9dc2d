"""What this floor puts on shared pages: drafts on Today, its steps and records on the client page."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import policies, presenters, safety, validity
from assessments.models import Assessment, CEEvent, CurrentLivingSituation, Draft
from assessments.open_calls import open_calls
from assessments.services.drafts import is_closed
from assessments.services.readiness import is_offered, page_of_head
from assessments.surroundings import business_day, led_by
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.settings import settings_on
from cas_portal.time import clock
from cas_portal.time.dates import is_valid_on
from cas_portal.ui.panels import Panel
from cas_portal.ui.templatetags.ui import day
from clients.models import Client
from clients.next_steps import Step, step_panel
from clients.policies import client_reach
from clients.presenters import client_name
from clients.services.enrollment import open_enrollment
from clients.services.records import granted_to, may_act

MOST = 8
NEWEST, TAB = 10, 100


def drafts_panel(request: PortalRequest, _subject: object) -> Panel | None:
    """The person's own open drafts, last saved first; nothing without one."""
    actor = request.actor
    if not actor.can(Permission.SUBMIT_HCT):
        return None
    drafts = Draft.objects.visible_to(actor).open().filter(created_by_id=actor.user_id)
    rows = list(drafts.select_related("client__identity", "corrects", "created_by").order_by("-saved_at")[: MOST + 1])
    if not rows:
        return None
    reach, settings = client_reach(actor), settings_on(actor.continuum_id, clock.today())
    shown = [
        {
            "draft": row,
            "name": client_name(row.client, reach),
            "kind": Assessment.Kind(row.instrument).label,
            "words": presenters.draft_words(row),
            "start": reverse("assessments:start_one", args=[row.client.public_id, row.instrument.lower()]),
            "closed": validity.draft_is_closed(row.started_on, clock.today(), settings),
        }
        for row in rows[:MOST]
    ]
    context = {"rows": shown, "more": len(rows) > MOST}
    told = [row.client_id for row in rows[:MOST]]
    return Panel(_("Drafts to finish"), "assessments/_drafts.html", context, key="drafts", client_ids=told)


def calls_panel(request: PortalRequest, _subject: object) -> Panel | None:
    """The person's calls that were cut off, to be taken up again."""
    rows = open_calls(request)
    return Panel(_("Calls not finished"), "assessments/_calls.html", {"rows": rows}, key="calls") if rows else None


def living_situation_step(request: PortalRequest, client: Client) -> Panel:
    """Step 3: where the person stays, asked again when the last word is over 30 days old (policy §2)."""
    title, today = _("Current living situation"), business_day(client)
    may = may_act(request.actor, client, Permission.ADD_LIVING_SITUATION) and open_enrollment(client) is not None
    url = reverse("assessments:living_situation", args=[client.public_id]) if may else ""
    last = _newest_stay(request, client)
    if last is None:
        note = _("Not recorded yet.") if may else _("Comes after the enrollment.")
        return step_panel(Step(title=title, done=False, note=note, url=url, action=_("Record where they stay")))
    stale = validity.living_situation_is_stale(last.information_date, today, settings_on(client.continuum_id, today))
    note = _("Last recorded on %(day)s.") % {"day": day(last.information_date)}
    if stale:
        note = _("Last recorded on %(day)s, over 30 days ago.") % {"day": day(last.information_date)}
    return step_panel(Step(title=title, done=not stale, note=note, url=url, action=_("Record where they stay")))


def crisis_step(request: PortalRequest, client: Client) -> Panel | None:
    """Step 4: the Crisis Assessment, for who wants shelter; valid for 90 days; not offered for a survivor (X09)."""
    if not is_offered(request.actor, validity.CRISIS, client) or led_by(client):
        return None
    step = _assessment_step(request, client, validity.CRISIS, _("Crisis Assessment"), _("Start the Crisis Assessment"))
    return step_panel(replace(step, optional=True))


def hct_step(request: PortalRequest, client: Client) -> Panel:
    """Step 5: the Housing Conversation Tool, valid for 15 months."""
    title = _("Housing Conversation Tool (HCT)")
    if led := led_by(client):
        return step_panel(_step_of_head(request, led.head, title))
    return step_panel(_assessment_step(request, client, validity.HCT, title, _("Start the HCT")))


def _step_of_head(request: PortalRequest, head: Client | None, title: str) -> Step:
    """Somebody who is assessed with the head of their household: how that stands, and the way there."""
    note = _("Done together with the head of the household, who is asked for everybody.")
    if head is None:
        return Step(title=title, done=False, note=note)
    newest = newest_assessment(request, head)
    valid = newest is not None and is_valid_on(newest.valid_through, business_day(head))
    if newest and valid:
        note = _("Done together with the head of the household. Valid through %(day)s.")
        note %= {"day": day(newest.valid_through)}
    url = page_of_head(request.actor, head)
    return Step(title=title, done=valid, note=note, url=url, action=_("Open the head of the household"))


def _assessment_step(request: PortalRequest, client: Client, kind: str, title: str, start: str) -> Step:
    """Where an assessment stands: a draft waits, never done, valid, ended."""
    may = policies.can_assess(request.actor, client, kind) and open_enrollment(client) is not None
    url = reverse("assessments:start_one", args=[client.public_id, kind.lower()]) if may else ""
    draft = Draft.objects.visible_to(request.actor).open().filter(client=client, instrument=kind).first()
    if draft:
        note = _("A draft of %(day)s is waiting.") % {"day": day(draft.started_on)}
        if policies.can_edit_draft(request.actor, draft) and not is_closed(draft, business_day(client)):
            url = reverse("assessments:tasks", args=[draft.public_id])
        return Step(title=title, done=False, note=note, url=url, action=_("Go on with the draft"))
    newest = newest_assessment(request, client, kind)
    if newest is None:
        note = _("Not done yet.") if may else _("Done by an assessor, after the enrollment.")
        return Step(title=title, done=False, note=note, url=url, action=start)
    valid = is_valid_on(newest.valid_through, business_day(client))
    words = _("Valid through %(day)s.") if valid else _("Ended on %(day)s; it must be done again.")
    note = words % {"day": day(newest.valid_through)}
    return Step(title=title, done=valid, note=note, url=url, action=_("Reassess"))


def records_panel(request: PortalRequest, client: Client) -> Panel | None:
    """The newest assessments, living situations and CE events of the client, for those who may read them."""
    return _records(request, client, NEWEST) if _may_read(request) else None


def all_records_panel(request: PortalRequest, client: Client) -> Panel | None:
    """The same for the tab of its own; what is older stands in the history."""
    return _records(request, client, TAB) if _may_read(request) else None


def hand_off_panel(request: PortalRequest, client: Client) -> Panel | None:
    """The way to a warm hand-off, on the tab of services."""
    if not policies.can_hand_off(request.actor, client, granted_to=granted_to(request.actor, client)):
        return None
    context = {"url": reverse("assessments:hand_off", args=[client.public_id])}
    return Panel(title=_("Warm hand-off"), template="assessments/_hand_off.html", context=context, key="hand-off")


def calls_with_clients_panel(request: PortalRequest, _subject: object) -> Panel | None:
    """Today: urgent calls that somebody of one's own agencies promised to make; in words that tell nobody why."""
    actor = request.actor
    if not actor.can(Permission.SUBMIT_HCT):
        return None
    due = safety.open_calls(actor).filter(agency_id__in=actor.agency_ids).select_related("client__identity")
    rows = list(due.select_related("assessment").order_by("due_on", "pk")[:MOST])
    if not rows:
        return None
    reach = client_reach(actor)
    shown = [{"row": row, "name": client_name(row.client, reach)} for row in rows]
    context = {"rows": shown, "today": clock.today()}
    told = [row.client_id for row in rows]
    return Panel(
        _("Calls to make with a client"), "assessments/_client_calls.html", context, "client-calls", client_ids=told
    )


def _may_read(request: PortalRequest) -> bool:
    return request.actor.can(Permission.VIEW_RELEASED_CLIENT) or request.actor.can(Permission.SUBMIT_HCT)


def _records(request: PortalRequest, client: Client, most: int) -> Panel:
    entries = sorted(_entries(request, client, most), key=lambda entry: entry["at"], reverse=True)[:most]
    context = {"entries": entries, "may_log": policies.can_log_event(request.actor, client), "client": client}
    return Panel(
        title=_("Assessments and events"), template="assessments/_records.html", context=context, key="records"
    )


def newest_assessment(request: PortalRequest, client: Client, kind: str = validity.HCT) -> Assessment | None:
    """Return the client's assessment of this kind that counts."""
    records = Assessment.objects.visible_to(request.actor).filter(client=client, kind=kind)
    return records.counting().newest_first().first()


def _newest_stay(request: PortalRequest, client: Client) -> CurrentLivingSituation | None:
    rows = CurrentLivingSituation.objects.visible_to(request.actor).filter(client=client, voided_at=None)
    return rows.order_by("-information_date", "-created_at").first()


def _entries(request: PortalRequest, client: Client, most: int) -> list[dict[str, Any]]:
    """Return timeline entries; none of them says a score."""
    assessments = Assessment.objects.visible_to(request.actor).filter(client=client)
    assessments = assessments.select_related("agency", "superseded_by")
    stays = CurrentLivingSituation.objects.visible_to(request.actor).filter(client=client, voided_at=None)
    events = CEEvent.objects.visible_to(request.actor).filter(client=client, voided_at=None)
    return [
        *(_assessment_entry(row) for row in assessments.newest_first()[:most]),
        *(
            _entry(row.information_date, presenters.stay_words(row), row)
            for row in _newest(stays, "-information_date", most)
        ),
        *(_entry(row.event_date, presenters.event_words(row), row) for row in _newest(events, "-event_date", most)),
    ]


def _newest(rows: Any, order: str, most: int) -> Any:
    return rows.select_related("agency").order_by(order, "-pk")[:most]


def _assessment_entry(row: Assessment) -> dict[str, Any]:
    entry = _entry(row.assessed_on, row.get_kind_display(), row)
    entry["url"] = reverse("assessments:show", args=[row.public_id])
    if row.is_void:
        entry["text"] = _("Void")
    elif row.superseded_by:
        entry["newer"] = reverse("assessments:show", args=[row.superseded_by.public_id])
    elif row.valid_through:
        entry["text"] = _("Valid through %(day)s") % {"day": day(row.valid_through)}
    return entry


def _entry(at: date, title: str, row: Assessment | CurrentLivingSituation | CEEvent) -> dict[str, Any]:
    return {"at": at, "title": title, "who": row.agency.name}
