"""Interfaces take their rows from `visible_to(actor)` and from nowhere else."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ["cas_portal", "clients", "assessments", "documents", "referrals", "queues", "reports", "hmis_csv"]


def interfaces() -> list[Path]:
    """The modules of views, forms and API of every app."""
    found = []
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            parts = {*path.relative_to(ROOT).parts[:-1], path.stem}
            if parts & {"views", "forms", "api"} and "migrations" not in parts:
                found.append(path)
    return found


def bare_queries(source: str) -> list[int]:
    """The lines on which `.objects` or `_default_manager` is followed by anything but `.visible_to`."""
    tree = ast.parse(source)
    guarded = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr == "visible_to"}
    managers = {"objects", "_default_manager", "_base_manager", "_meta_manager"}
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in managers and id(node) not in guarded
    ]


@pytest.mark.parametrize("path", interfaces(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_bare_query(path):
    assert bare_queries(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("line", ["Client.objects.get(pk=1)", "x = Client.objects", "Client._default_manager.all()"])
def test_bare_query_is_found(line):
    assert bare_queries(line) == [1]


def test_guarded_query_passes():
    assert bare_queries("Client.objects.visible_to(actor).get(pk=1)") == []
