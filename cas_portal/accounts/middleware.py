"""Who is asking."""

from collections.abc import Callable

from django.http import HttpResponse

from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.backends import actor_of
from cas_portal.accounts.models import User


class ActorMiddleware:
    """Build the actor once per request from the memberships that hold at this moment."""

    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        """Attach `request.actor`; nobody signed in, or nobody with a membership, is None."""
        user = request.user
        request.actor = actor_of(user, request.request_id) if isinstance(user, User) else None  # type: ignore[assignment]
        return self.get_response(request)
