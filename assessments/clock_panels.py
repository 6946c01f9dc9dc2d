"""The panel of clocks: what counts for a client, what is due, and where to begin (policy §2)."""

from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import policies, presenters, validity
from assessments.clocks import CLS, DRAFT, PLAN, Clock, State, clocks_of
from assessments.models import Assessment, Draft
from assessments.services.readiness import is_offered
from assessments.surroundings import business_day
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.settings import settings_on
from cas_portal.ui.panels import Panel
from cas_portal.ui.templatetags.ui import day
from clients.models import Client
from clients.services.enrollment import open_enrollment

NAMES = {
    CLS: gettext_lazy("Current living situation"),
    PLAN: gettext_lazy("Individualized Support Plan (ISP)"),
}
TONES = {
    State.NEVER: (gettext_lazy("Not done yet"), "neutral"),
    State.RUNNING: (gettext_lazy("Counts"), "good"),
    State.WARNING: (gettext_lazy("Due soon"), "attention"),
    State.OVER: (gettext_lazy("Over"), "bad"),
}
Words = str | Promise
# A plan that is due is not made, and a draft is not sent.
TO_MAKE = {PLAN: gettext_lazy("Due"), DRAFT: gettext_lazy("Open")}
BY_NEED = (validity.STATUS, validity.DIVERSION)


def clocks_panel(request: PortalRequest, client: Client) -> Panel | None:
    """Every clock of the client, with the instruments the reader may begin."""
    actor = request.actor
    if not actor.can(Permission.SUBMIT_HCT):
        return None
    enrollment, today = open_enrollment(client), business_day(client)
    found = clocks_of(actor, client, enrollment, today, settings_on(client.continuum_id, today))
    rows = [_row(request, client, one, enrolled=enrollment is not None) for one in found]
    begin = [
        {"title": Assessment.Kind(kind).label, "url": url}
        for kind in BY_NEED
        if enrollment and (url := _start_url(request, client, kind))
    ]
    context = {"rows": rows, "begin": begin}
    return Panel(_("What counts and what is due"), "assessments/_clocks.html", context, key="clocks")


def _row(request: PortalRequest, client: Client, one: Clock, *, enrolled: bool) -> dict[str, Any]:
    text, tone = _tag(one)
    if one.row is not None:
        one.row.client = client
        return _draft_row(request, one, one.row, {"text": text, "tone": tone})
    name = NAMES[one.kind] if one.kind in NAMES else Assessment.Kind(one.kind).label
    return {
        "title": name,
        "tag": {"text": text, "tone": tone},
        "note": _note(one),
        "url": _start_url(request, client, one.kind) if enrolled else "",
    }


def _draft_row(request: PortalRequest, one: Clock, row: Draft, tag: dict[str, Any]) -> dict[str, Any]:
    """An open draft: which assessment it is, who began it, and the way to it while it can be gone on with."""
    may = policies.can_edit_draft(request.actor, row)
    goes_on = reverse("assessments:tasks", args=[row.public_id])
    url = _start_url(request, row.client, row.instrument) if one.state == State.OVER else goes_on
    note = f"{presenters.draft_words(row)}, {_note(one)}"
    title = _("Open draft: %(kind)s") % {"kind": Assessment.Kind(row.instrument).label}
    return {"title": title, "tag": tag, "note": note, "url": url if may else ""}


def _tag(one: Clock) -> tuple[Words, str]:
    """What the row says beside its days: what counts, or what is still to be made and counts for nothing."""
    if one.kind in TO_MAKE and one.state != State.OVER:
        return TO_MAKE[one.kind], "attention"
    if one.kind == validity.ANNUAL and one.state == State.RUNNING and not _done_in_window(one):
        return _("Not due yet"), "neutral"
    return TONES[one.state]


def _done_in_window(one: Clock) -> bool:
    return one.last_on is not None and one.opens is not None and one.last_on >= one.opens


def _note(one: Clock) -> str:
    if one.kind == validity.ANNUAL and one.opens and one.through:
        return _("from %(opens)s through %(closes)s") % {"opens": day(one.opens), "closes": day(one.through)}
    if one.through is None:
        return ""
    words = _("due by %(day)s") if one.kind in (PLAN, DRAFT) else _("through %(day)s")
    return words % {"day": day(one.through)}


def _start_url(request: PortalRequest, client: Client, kind: str) -> str:
    """Where the reader begins or goes on; empty when it is not offered to them for this client."""
    if kind == CLS:
        may = request.actor.can(Permission.ADD_LIVING_SITUATION)
        return reverse("assessments:living_situation", args=[client.public_id]) if may else ""
    if kind == PLAN:
        may = policies.can_edit_plan(request.actor, client)
        return reverse("assessments:plan", args=[client.public_id]) if may else ""
    if kind not in policies.SUBMITS or not is_offered(request.actor, kind, client):
        return ""
    may = policies.can_assess(request.actor, client, kind)
    return reverse("assessments:start_one", args=[client.public_id, kind.lower()]) if may else ""
