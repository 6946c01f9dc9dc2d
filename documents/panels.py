"""What papers put on Today and on the client page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.time import clock
from cas_portal.ui.panels import Panel
from clients.summary import Section
from documents.models import DocumentItem
from documents.readiness import readiness_of


def client(request: PortalRequest, subject: Any) -> Panel | None:
    """How ready the household's papers are, and what is missing."""
    if not (request.actor.can(Permission.VIEW_SENSITIVE_PAPERS) or request.actor.can(Permission.ATTEST_DOCUMENT)):
        return None
    found = readiness_of(subject, clock.today())
    context = {"readiness": found, "url": reverse("documents:client", args=[subject.public_id])}
    return Panel(_("Papers"), "documents/_client_panel.html", context, "papers")


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
