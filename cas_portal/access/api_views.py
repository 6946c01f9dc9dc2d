"""The base of API views, and one shape for everything that went wrong."""

from typing import Any, cast

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback

from cas_portal.access.actor import Actor
from cas_portal.access.errors import DomainError, Moved
from cas_portal.access.markers import Access
from cas_portal.access.requests import PortalRequest


class PortalAPIView(APIView):
    """The base of every API view: an access marker, the actor, and input checked by a serializer."""

    access: Access

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return cast(PortalRequest, self.request._request).actor

    def given(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """Return the body as the serializer reads it; raises ValidationError, answered with 400."""
        return self._checked(serializer, self.request.data)

    def asked(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """Return the query string as the serializer reads it."""
        return self._checked(serializer, self.request.query_params)

    def _checked(self, serializer: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
        checked = serializer(data=data)
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer what services and the framework raise as a problem; hidden and missing rows alike with 404.

    Everything the request wrote is rolled back. Anything unknown is left to the 500 page.
    """
    body = _problem(error)
    if body is None:
        return None
    set_rollback()
    code = getattr(error, "http_status", getattr(error, "status_code", status.HTTP_404_NOT_FOUND))
    headers = {"Allow": ", ".join(context["view"].allowed_methods)} if code == 405 else None
    if isinstance(error, Moved) and context["request"].method in {"GET", "HEAD"}:
        code, headers = 308, {"Location": error.leads_to(context["request"].get_full_path())}
    return Response(body, status=code, headers=headers)


def told(error: DomainError) -> Response:
    """Answer with a problem and keep what the request wrote: what it looked at, and that it asked."""
    return Response(_problem(error), status=error.http_status)


def _problem(error: Exception) -> dict[str, Any] | None:
    if isinstance(error, Moved):
        told = {"code": error.code, "message": error.message, "what_to_do": error.what_to_do}
        return {**told, "merged_into": str(error.into)}
    if isinstance(error, DomainError):
        return {"code": error.code, "message": error.message, "what_to_do": error.what_to_do}
    if isinstance(error, Http404):
        return {"code": "missing", "message": _("There is nothing here."), "what_to_do": ""}
    if isinstance(error, exceptions.ValidationError):
        return {
            "code": "invalid_input",
            "message": _("Some fields are missing or not accepted."),
            "what_to_do": _("Look at each field named."),
            "fields_at_fault": dict(_faults(error.detail, "")),
        }
    if isinstance(error, exceptions.APIException):
        return {"code": error.default_code, "message": str(error.detail), "what_to_do": ""}
    return None


def _faults(detail: Any, name: str) -> list[tuple[str, list[str]]]:
    """Flatten nested messages to "field.inner": [messages]."""
    if isinstance(detail, dict):
        return [fault for key, inner in detail.items() for fault in _faults(inner, f"{name}.{key}".lstrip("."))]
    if isinstance(detail, list) and any(isinstance(inner, dict | list) for inner in detail):
        return [fault for n, inner in enumerate(detail) for fault in _faults(inner, f"{name}.{n}".lstrip("."))]
    messages = detail if isinstance(detail, list) else [detail]
    return [(name or "body", [str(message) for message in messages])]
