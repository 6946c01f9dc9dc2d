"""Pages of no single app: Today, health, errors."""

from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cas_portal.access.markers import public, signed_in
from cas_portal.audit import record
from cas_portal.ui import panels


@signed_in
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Show what needs this person now; every app adds its own panels."""
    shown = panels.panels("today", request)
    if told := panels.told_about(shown):
        record.log_read(told, purpose="today")
    return render(request, "today.html", {"panels": shown, "waits": any(panel.task for panel in shown)})


@public
@require_GET
@transaction.non_atomic_requests
def livez(request: HttpRequest) -> HttpResponse:
    """Answer that the process runs; depends on nothing."""
    return JsonResponse({"alive": True})


@public
@require_GET
@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer whether PostgreSQL is there and migrated. Details stay inside."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"ready": False}, status=503)
    return JsonResponse({"ready": not waiting}, status=503 if waiting else 200)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be read."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say who can give access."""
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Offer the search box; hidden and missing pages look the same."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Apologize, with the number to quote."""
    return render(request, "500.html", {"reference": getattr(request, "request_id", "")}, status=500)
