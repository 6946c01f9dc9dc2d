"""Pages for everybody: how to get help, help with the portal, accessibility, privacy."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cas_portal.access.markers import public
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.client_view import shown_to_client
from cas_portal.accounts.settings import grievance_days
from cas_portal.outbox import waiting


@shown_to_client
@public
@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """Say how somebody without a home reaches help."""
    return render(request, "public/welcome.html")


@public
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """Say how staff work with the portal, and whether all of it is running."""
    return render(request, "public/help.html", {"late_minutes": waiting.minutes_late()})


@shown_to_client
@public
@require_GET
def accessibility(request: PortalRequest) -> HttpResponse:
    """Say what people with disabilities can count on."""
    days = grievance_days(request.actor.continuum_id if request.actor else None)
    return render(request, "public/accessibility.html", {"days": days})


@shown_to_client
@public
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is stored about people and who sees it."""
    return render(request, "public/privacy.html")


@shown_to_client
@public
@require_GET
def no_connection(request: HttpRequest) -> HttpResponse:
    """Say what to do while the portal does not answer; browsers keep this page and show it by themselves (ux E3)."""
    return render(request, "public/no_connection.html")


@public
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Send the script that keeps style sheets and scripts; from the root, where it may answer for every page."""
    text = (Path(settings.STATICFILES_DIRS[0]) / "service-worker.js").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/javascript", headers={"Cache-Control": "no-cache"})
