"""Every word people read is in the catalogue of every language, complete, and compiled as it stands."""

import ast
import json
import re

import pytest
from django.utils import translation

from assessments.engine import loader
from cas_portal.hud import lists
from cas_portal.ui import catalogue

NOW = {"gettext", "ngettext", "pgettext", "npgettext"}
# Names of hospitals and communities, which nobody translates.
PROPER_NAMES = {"VAMCStationNumber", "ContinuumCode"}
NOT_A_SHELTER = re.compile(r"\balbergues?\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def languages():
    found = catalogue.languages()
    assert "es" in found
    return found


@pytest.mark.slow
def test_the_compiled_catalogue_is_the_one_that_is_written(languages):
    for language in languages:
        stored = catalogue.po_path(language).with_suffix(".mo").read_bytes()
        assert stored == catalogue.compiled(language), "run manage.py translations"


@pytest.mark.slow
def test_nothing_is_missing_or_uncertain_and_placeholders_are_kept(languages):
    """`manage.py translations` brings the catalogue up to the code and lists what is left to write."""
    for language in languages:
        assert catalogue.faults(language) == []


@pytest.mark.parametrize(
    ("english", "other", "same"),
    [
        ("%(n)s of {total}", "{total}, %(n)s", True),
        ("%(n)s days", "días", False),
        ("<a href='x'>Help</a>", "<a href='x'>Ayuda</a>", True),
        ("<strong>Help</strong>", "Ayuda", False),
        ("50%% more", "50% más", False),
    ],
)
def test_placeholders_and_tags_are_compared(english, other, same):
    assert (catalogue.places(english) == catalogue.places(other)) is same


@pytest.mark.slow
def test_nothing_is_translated_once_for_all_when_a_module_is_read():
    early = []
    for path in catalogue.sources():
        if path.suffix == ".py":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {
                alias.asname or alias.name
                for node in tree.body
                if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
                for alias in node.names
                if alias.name in NOW
            }
            early += [f"{path}:{line}" for line in _calls_at_import(tree, names)]
    assert early == [], "use gettext_lazy where a module is only read"


def _calls_at_import(node, names):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for default in (*child.args.defaults, *(d for d in child.args.kw_defaults if d)):
                yield from _calls_at_import(default, names)
        elif not isinstance(child, ast.Lambda):
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id in names:
                yield child.lineno
            yield from _calls_at_import(child, names)


def test_every_answer_of_hud_is_named_in_every_language(languages):
    for language in languages:
        named = lists.labels(language)
        for number, entry in lists.document()["lists"].items():
            if entry["name"] not in PROPER_NAMES:
                words = {*entry["codes"].values(), *entry.get("retired", {}).values()}
                assert not {word for word in words if not named.get(word, "").strip()}, number


def test_answers_of_hud_are_in_the_active_language():
    with translation.override("es"):
        assert lists.label("RelationshipToHoH", 2) == "Hijo(a) del jefe(a) de hogar"
        assert dict(lists.choices("NoYes")) == {0: "No", 1: "Sí"}
        assert lists.label("ContinuumCode", "CA-503").startswith("Sacramento")
    assert lists.label("RelationshipToHoH", 2) == "Head of household's child"


def test_every_text_of_an_instrument_is_in_both_languages():
    for path in sorted(loader.FOLDER.glob("*.json")):
        assert list(_lame(json.loads(path.read_text(encoding="utf-8")))) == [], path.name


def _lame(part, where=""):
    if isinstance(part, dict):
        if "en" in part and not str(part.get("es", "")).strip():
            yield where
        for key, value in part.items():
            yield from _lame(value, f"{where}/{key}")
    elif isinstance(part, list):
        for index, value in enumerate(part):
            yield from _lame(value, f"{where}/{index}")


def test_a_shelter_has_one_name_in_spanish():
    """The glossary's word stands in the catalogue and in the questions; the other one nowhere (docs/glossary.md)."""
    files = [
        catalogue.po_path("es"),
        *loader.FOLDER.glob("*.json"),
        *(catalogue.ROOT / "cas_portal/hud/data").glob("*.es.json"),
    ]
    assert len(files) > 10
    wrong = {path.name: found for path in files if (found := NOT_A_SHELTER.findall(path.read_text("utf-8")))}
    assert wrong == {}
