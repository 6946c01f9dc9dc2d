"""The component gallery: what there is to build pages from."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from cas_portal.ui.gallery.components import examples
from cas_portal.ui.gallery.example import Example
from cas_portal.ui.gallery.forms import WRONG, FieldExamples, FilterExample
from cas_portal.ui.gallery.records import person_states
from cas_portal.ui.pagination import Page

HEAD = re.compile(r"{% comment %}\n(.*?)\n{% endcomment %}", re.DOTALL)


def arguments(template_name: str) -> str:
    """The comment at the head of a component: what it is for and what it takes; empty when it has none."""
    found = HEAD.search(get_template(template_name).template.source)  # type: ignore[attr-defined]
    return found.group(1) if found else ""


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show every component with its arguments and states."""
    return render(request, "gallery/components.html", {"shown": [_shown(request, one) for one in examples()]})


def _shown(request: HttpRequest, example: Example) -> dict[str, object]:
    states = [(label, render_to_string(example.template, values, request)) for label, values in example.states]
    return {"example": example, "arguments": arguments(example.template), "states": states}


@require_safe
def component_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show a whole page: the fields, the same with errors, a confirmation, a list, an empty list."""
    values = pages().get(name)
    if values is None:
        raise Http404
    return render(request, str(values["layout"]), {**values, "cancel_url": reverse("components")})


def pages() -> dict[str, dict[str, object]]:
    """The layouts of the gallery with the facts they show."""
    people = [dict(values) for _state, values in person_states()]
    return {
        "fields": {"layout": "gallery/fields.html", "form": FieldExamples()},
        "errors": {"layout": "gallery/fields.html", "form": FieldExamples(WRONG)},
        "confirm": {"layout": "gallery/confirm.html"},
        "list": {
            "layout": "gallery/list.html",
            "page": Page(people, next="later", previous=""),
            "filters": FilterExample(),
        },
        "empty": {
            "layout": "gallery/list.html",
            "page": Page([], next="", previous=""),
            "filters": FilterExample({"kind": "F"}),
        },
    }
