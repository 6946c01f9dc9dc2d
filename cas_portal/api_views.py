"""The OpenAPI document of the REST API, and a page that lists what it offers."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView

from cas_portal.access.markers import Access, signed_in
from cas_portal.access.requests import PortalRequest


class Document(SpectacularAPIView):
    """The OpenAPI document, as YAML or JSON."""

    access = Access()


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the page."""

    method: str
    path: str
    summary: str


@signed_in
@require_GET
def documentation(request: PortalRequest) -> HttpResponse:
    """Show every operation with its address and what it does."""
    paths = SchemaGenerator().get_schema(public=True)["paths"]
    operations = [
        Operation(method.upper(), path, words.get("summary") or words.get("description", ""))
        for path, methods in paths.items()
        for method, words in methods.items()
    ]
    return render(request, "api.html", {"operations": operations})
