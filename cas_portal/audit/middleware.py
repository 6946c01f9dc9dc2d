"""Refusals are written down, outside of the savepoint the view's own work is rolled back to."""

from collections.abc import Callable

from django.http import HttpResponse

from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record


class DenialMiddleware:
    """Log every 403 an actor gets, with the page and the method (security.md G6)."""

    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        """Pass the request on; write the refusal down when that is the answer."""
        response = self.get_response(request)
        if response.status_code == 403 and request.actor is not None:
            match = request.resolver_match
            record.log_act("denied", purpose=match.view_name if match else "", method=request.method)
        return response
