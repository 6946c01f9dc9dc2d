"""A redirect follows nothing that somebody sent: `redirect()` gets the name of a view, one module reads ways back."""

import ast
from pathlib import Path

import pytest

from tests.architecture.test_bare_queries import APPS, ROOT

WAYS = Path("cas_portal/ui/ways.py")
NAMES_OF_WAYS = {"next", "back", "return_to", "redirect"}
MODULES = sorted(path.relative_to(ROOT) for app in APPS for path in (ROOT / app).rglob("*.py"))


def loose_redirects(source: str) -> list[int]:
    """The lines on which `redirect()` gets anything but the name of a view: a literal or a constant.

    It takes whatever else it is given for the name of a view first, and fails, or finds one, when it is a word.
    """
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and _name(node.func) == "redirect" and not _names_a_view(node.args)
    ]


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _names_a_view(arguments: list[ast.expr]) -> bool:
    first = arguments[0] if arguments else None
    if isinstance(first, ast.Constant):
        return isinstance(first.value, str) and "/" not in first.value
    return isinstance(first, ast.Name) and first.id.isupper()


def unasked_ways(source: str) -> list[int]:
    """The lines that read where to go on from what was sent, other than to hand it to `way_back`."""
    tree = ast.parse(source)
    asked = {
        id(inner)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        and any(isinstance(node, ast.Call) and _name(node.func) == "way_back" for node in ast.walk(function))
        for inner in ast.walk(function)
    }
    return [node.lineno for node in ast.walk(tree) if id(node) not in asked and _reads_a_way(node)]


def _reads_a_way(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and _name(node.func) in {"get", "getlist", "pop"} and node.args:
        source, key = getattr(node.func, "value", None), node.args[0]
    elif isinstance(node, ast.Subscript):
        source, key = node.value, node.slice
    else:
        return False
    sent = isinstance(source, ast.Attribute) and source.attr in {"GET", "POST", "COOKIES"}
    return sent and isinstance(key, ast.Constant) and key.value in NAMES_OF_WAYS


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_redirects_lead_to_views_of_ours(path):
    source = (ROOT / path).read_text(encoding="utf-8")
    assert loose_redirects(source) == []
    assert path == WAYS or unasked_ways(source) == []
    assert path == WAYS or "url_has_allowed_host_and_scheme" not in source


@pytest.mark.parametrize(
    "line",
    ["redirect(back)", "redirect(f'{x}/')", "redirect(*way)", "shortcuts.redirect(request.path)", "redirect('/x')"],
)
def test_loose_redirect_is_found(line):
    assert loose_redirects(line) == [1]


@pytest.mark.parametrize(
    "line", ["redirect('today')", "redirect(HOME)", "redirect('clients:client', client.public_id)"]
)
def test_redirect_to_a_view_passes(line):
    assert loose_redirects(line) == []


def test_a_way_that_is_not_asked_about_is_found():
    read = "    url = request.POST.get('next', '')\n"
    assert unasked_ways(f"def view(request):\n{read}") == [2]
    assert unasked_ways("x = request.GET['back']") == [1]
    assert unasked_ways(f"def view(request):\n{read}    return way_back(request, url, '/')") == []
