"""What the browser remembers of a grievance it just filed: the receipt to show, and the key that makes it one.

In the session of whoever is signed in, or of a visitor. Not while a client holds the screen: there the session is the
worker's, and nothing of the store may join an unsigned grievance to them. It is then in a cookie of this device alone.
"""

from typing import Any

from django.http import HttpResponse

from cas_portal.access.requests import PortalRequest
from cas_portal.accounts import client_view

RECEIPT, DAYS, ONCE = "grievance_receipt", "grievance_days", "grievance_once"


def keep(request: PortalRequest, response: HttpResponse, filed: dict[str, Any]) -> HttpResponse:
    """Remember it, and return the response that does."""
    if request.in_client_view:
        return client_view.keep_in_hand(request, response, filed)
    request.session.update(filed)
    return response


def kept(request: PortalRequest) -> dict[str, Any]:
    """Return what was remembered."""
    if request.in_client_view:
        return client_view.kept_in_hand(request)
    return {name: value for name in (RECEIPT, DAYS, ONCE) if (value := request.session.get(name)) is not None}
