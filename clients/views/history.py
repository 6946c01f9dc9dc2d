"""Everything that happened with a client, of all agencies (C6)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from cas_portal.access.markers import needs
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.models import Agency
from clients import history as the_history
from clients.forms.record import HistoryForm
from clients.models import Client
from clients.views.subject import visible_client
from clients.views.tabs import SEEN, tab_context


@needs(*SEEN)
@require_GET
def history(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Show the history a page at a time, filtered by category, agency, type and days."""
    subject = visible_client(request, public_id, "history")
    names = _agencies(request, subject)
    form = HistoryForm(request.GET or None, agencies=sorted(names.items(), key=lambda pair: pair[1]))
    filters = form.filters()
    page = the_history.page(request.actor, subject, filters, request.GET.get("cursor", ""))
    context = {
        **tab_context(request, subject, "history"),
        "page": page,
        "entries": [_line(entry, names) for entry in page],
        "form": form,
        "filtered": filters != the_history.Filters(),
        "list_url": reverse("clients:history", args=[subject.public_id]),
    }
    return render(request, "clients/tab_history.html", context)


def _agencies(request: PortalRequest, subject: Client) -> dict[int, str]:
    ids = the_history.agencies(request.actor, subject)
    return dict(Agency.objects.visible_to(request.actor).filter(pk__in=ids).values_list("pk", "name"))


def _line(entry: the_history.Entry, names: dict[int, str]) -> dict[str, Any]:
    title, text = entry.words
    return {
        "at": entry.on_day,
        "title": title,
        "text": text,
        "who": names.get(entry.agency_id, ""),
        "url": entry.url,
        "newer": entry.newer,
    }
