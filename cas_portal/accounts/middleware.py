"""Who is asking."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cas_portal.accounts.backends import actor_of


class ActorMiddleware:
    """Build the actor once per request from the memberships that hold at this moment."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach `request.actor`; nobody signed in, or nobody with a membership, is None."""
        user = request.user
        request.actor = actor_of(user, request.request_id) if user.is_authenticated else None  # type: ignore[attr-defined]
        return self.get_response(request)
