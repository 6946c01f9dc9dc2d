"""The request as views know it: Django's, with what the middleware attached."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from cas_portal.access.actor import Actor


class PortalRequest(HttpRequest):
    """A request of a signed-in person. On public pages `actor` may be None; the markers see to the rest."""

    actor: Actor  # None for anonymous visitors, who reach public pages only
    request_id: str
    LANGUAGE_CODE: str
    session_seconds: tuple[int, int]  # until the session ends if nothing happens, and anyway
    htmx: HtmxDetails
    in_client_view: bool  # the screen is in the client's hands
