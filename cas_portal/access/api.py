"""How the REST API answers: the same markers, the same domain errors."""

from typing import Any, cast

from django.http import Http404
from rest_framework import status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.views import exception_handler as drf_exception_handler

from cas_portal.access.errors import DomainError
from cas_portal.access.requests import PortalRequest


class DenyUnlessMarked(BasePermission):
    """Deny every API view that does not carry an access marker that admits the actor."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Ask the marker of the view."""
        access = getattr(view, "access", None)
        return access is not None and access.admits(cast(PortalRequest, request._request))


class SignedIn(BasePermission):
    """Admit anybody with a membership: for the schema and its pages."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether an actor was built."""
        return cast(PortalRequest, request._request).actor is not None


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer domain errors with their status and words, hidden and missing rows alike with 404."""
    if isinstance(error, DomainError):
        body = {"code": error.code, "message": error.message, "what_to_do": error.what_to_do}
        return Response(body, status=error.http_status)
    if isinstance(error, Http404):
        return Response(
            {"code": "missing", "message": "There is nothing here.", "what_to_do": ""}, status=status.HTTP_404_NOT_FOUND
        )
    return drf_exception_handler(error, context)
