"""What papers put on Today and on the client page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.time import clock
from cas_portal.ui.panels import Panel
from clients.models import Client
from clients.next_steps import Step, step_panel
from clients.summary import Section
from documents.kinds import Tier
from documents.models import DocumentItem
from documents.readiness import readiness_of


def client(request: PortalRequest, subject: Any) -> Panel | None:
    """How ready the household's papers are, and what is missing."""
    if not (request.actor.can(Permission.VIEW_SENSITIVE_PAPERS) or request.actor.can(Permission.ATTEST_DOCUMENT)):
        return None
    found = readiness_of(subject, clock.today())
    context = {"readiness": found, "url": reverse("documents:client", args=[subject.public_id])}
    told = sorted({need.client_id for need in found.needs})
    return Panel(_("Papers"), "documents/_client_panel.html", context, "papers", client_ids=told)


def readiness_step(request: PortalRequest, client: Client) -> Panel:
    """Step 7: the papers a referral needs (requirement: referral and document readiness after everything else)."""
    title = _("Referral and document readiness")
    if not (request.actor.can(Permission.VIEW_SENSITIVE_PAPERS) or request.actor.can(Permission.ATTEST_DOCUMENT)):
        return step_panel(Step(title=title, done=False, note=_("Kept by the case manager.")))
    found = readiness_of(client, clock.today())
    url = reverse("documents:client", args=[client.public_id])
    if found.tier != Tier.NOT_READY:
        return step_panel(Step(title=title, done=True, note=found.tier.label, url=url, action=_("Open the checklist")))
    missing = len([need for need in found.missing if not need.psh_only])
    note = ngettext("%(n)s paper is missing.", "%(n)s papers are missing.", missing) % {"n": missing}
    return step_panel(Step(title=title, done=False, note=note, url=url, action=_("Open the checklist")))


def to_bring(request: PortalRequest, subject: Any) -> Section | None:
    """On the sheet the client takes along: which papers are still needed, and whose."""
    if not (request.actor.can(Permission.VIEW_SENSITIVE_PAPERS) or request.actor.can(Permission.ATTEST_DOCUMENT)):
        return None
    missing = readiness_of(subject, clock.today()).missing
    lines = [f"{need.kind.label}, {need.name}" for need in missing if not need.psh_only]
    return Section(_("Papers still needed"), lines=lines, for_client=True)


def review(request: PortalRequest, subject: Any = None) -> Panel | None:
    """Papers that wait for SSF."""
    if not request.actor.can(Permission.ACCEPT_DOCUMENT):
        return None
    waiting = DocumentItem.objects.visible_to(request.actor).waiting_for_review().count()
    return (
        Panel(_("Papers to review"), "documents/_review_panel.html", {"waiting": waiting}, "review")
        if waiting
        else None
    )
