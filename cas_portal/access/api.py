"""Who may open an API view: the same markers as on pages. Imports no views, because the framework's views import it."""

from typing import Any, cast

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from cas_portal.access.requests import PortalRequest


class DenyUnlessMarked(BasePermission):
    """Deny every API view that does not carry an access marker that admits the actor."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Ask the marker of the view."""
        access = getattr(view, "access", None)
        return access is not None and access.admits(cast(PortalRequest, request._request))


class SignedIn(BasePermission):
    """Admit anybody with a membership: for the schema and its pages."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether an actor was built."""
        return cast(PortalRequest, request._request).actor is not None
