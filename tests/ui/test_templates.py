"""What no template may contain, and what each component must."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from cas_portal.ui.gallery.components import examples
from cas_portal.ui.views import arguments

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = sorted(path for path in (ROOT / "templates" / "components").glob("*.html") if path.name[0] != "_")
FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline handler": r"<[^>]*\son[a-z]+\s*=",
    "hx-on": r"\bhx-on\b",
    "a script address": r"javascript:",
    "a script without the nonce": r"<script\b(?![^>]*(nonce=|type=\"application/json\"))",
    "a way up beside the breadcrumb": r"block caption %}[^\n]*<a\b",
    "another site": r"(src|href)=[\"']https?://",
}


def markup(path):
    text = path.read_text(encoding="utf-8")
    return re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", text, flags=re.DOTALL)


@pytest.mark.slow
@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_contains(what):
    found = [
        path.relative_to(ROOT).as_posix()
        for path in TEMPLATES
        if path.parts[-2] != "emails" and re.search(FORBIDDEN[what], markup(path), re.IGNORECASE)
    ]

    assert found == []


def test_templates_stay_short():
    assert [path.name for path in TEMPLATES if len(path.read_text(encoding="utf-8").splitlines()) > 120] == []


@pytest.mark.slow
@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_lists_its_arguments(path):
    assert re.search(r"Arguments:\n(  \w+ +\S.*\n?)+", arguments(f"components/{path.name}"))


def test_every_component_is_in_the_gallery():
    shown = {example.template for example in examples()}

    assert {f"components/{path.name}" for path in COMPONENTS} == shown


def test_every_component_has_a_state():
    assert [example.name for example in examples() if not example.states] == []


@pytest.mark.parametrize("status", ["400", "403", "403_csrf", "404", "409", "422", "429", "500"])
def test_error_page_needs_nothing(status):
    page = get_template(f"{status}.html").render()

    assert page.count("<h1") == 1
    assert "2-1-1" in page


def test_error_page_says_what_the_service_said():
    error = {"message": "This opening was filled", "what_to_do": "Choose another <one>"}

    page = get_template("409.html").render({"error": error})

    assert "This opening was filled" in page
    assert "Choose another &lt;one&gt;" in page
