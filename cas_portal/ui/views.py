"""The component gallery: what there is to build pages from."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template, render_to_string
from django.views.decorators.http import require_safe

from cas_portal.ui.gallery.components import Example, examples
from cas_portal.ui.gallery.forms import WRONG, FieldExamples

HEAD = re.compile(r"{% comment %}\n(.*?)\n{% endcomment %}", re.DOTALL)


def arguments(template_name: str) -> str:
    """The comment at the head of a component: what it is for and what it takes; empty when it has none."""
    found = HEAD.search(get_template(template_name).template.source)
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
    """Show a whole page: the fields, the same with errors, a confirmation."""
    forms = {"fields": FieldExamples(), "errors": FieldExamples(WRONG), "confirm": None}
    if name not in forms:
        raise Http404
    template = "gallery/confirm.html" if name == "confirm" else "gallery/fields.html"
    return render(request, template, {"form": forms[name], "cancel_url": "/components/"})
