"""What is written down outside of the savepoint, and of the transaction, the view's own work is rolled back to."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpResponse

from cas_portal.access.binding import bind
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record


class LastingNotesMiddleware:
    """Keep what a request read and tried in the log, whatever became of the rest of it (security.md G6)."""

    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        """Pass the request on; write what was undone again before the answer leaves."""
        with record.remembering() as notes:
            response = self.get_response(request)
        if lost := record.undone(notes):
            with transaction.atomic(), bind(request.actor):
                record.write_again(lost)
        return response


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
