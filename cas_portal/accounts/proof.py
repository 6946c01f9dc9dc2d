"""Asking again who somebody is, before they change the rights of others (security.md §7)."""

from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from django.http import HttpResponse, HttpResponseRedirect

from cas_portal.access.requests import PortalRequest

NEXT = "next"


def wanted(request: PortalRequest) -> HttpResponse | None:
    """Return the way to prove who one is, unless that was done in the last five minutes.

    Afterwards one is back on the page, or on the one the button stood on.
    """
    adapter = get_adapter()
    if not adapter.is_reauthentication_required(app="cas_portal.accounts"):
        return None
    ways = adapter.get_reauthentication_methods(request.user)
    if not ways:
        return None
    back = request.path
    if request.method != "GET":
        sent_from = urlsplit(request.headers.get("Referer", ""))
        back = sent_from.path if sent_from.netloc == request.get_host() else "/people/"
    return HttpResponseRedirect(f"{ways[0]['url']}?{urlencode({NEXT: back})}")
