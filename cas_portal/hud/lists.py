"""HUD's response lists: codes are stored as HUD codes, labels are looked up here.

A list is named by HUD's number ("4.20.2") or by its name ("Event"). Codes are integers,
except in the few lists whose codes hold letters (VAMC stations, CoC codes), where they are strings.
Source: FY2026 HMIS CSV Format Specifications, Appendix B (`data/lists.json`). Labels are in the active language:
HUD's English words, or those of `data/labels.<language>.json` where that file stands.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from django.utils.translation import get_language

DATA = Path(__file__).parent / "data" / "lists.json"

Code: TypeAlias = int | str


@dataclass(frozen=True)
class ResponseList:
    """One list of HUD: codes in HUD's order, and codes which are retired but stay importable."""

    number: str
    name: str
    codes: Mapping[Code, str]
    retired: Mapping[Code, str] = field(default_factory=dict)

    def parse(self, code: Code | None) -> Code | None:
        """The code as this list writes it (an integer where the list is numeric), or None when it is no code."""
        for candidate in (code, _integer(code)):
            if candidate is not None and (candidate in self.codes or candidate in self.retired):
                return candidate
        return None


@cache
def document() -> dict[str, Any]:
    """The whole data file, read once."""
    loaded: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return loaded


@cache
def response_list(name_or_number: str) -> ResponseList:
    """The list with this HUD number or name; KeyError when HUD has no such list."""
    raw = document()["lists"]
    number = name_or_number if name_or_number in raw else _numbers_by_name()[name_or_number]
    entry = raw[number]
    numeric = all(code.isdigit() for code in entry["codes"])
    return ResponseList(
        number=number,
        name=entry["name"],
        codes=_typed(entry["codes"], numeric=numeric),
        retired=_typed(entry.get("retired", {}), numeric=numeric),
    )


def label(name_or_number: str, code: Code | None) -> str:
    """The words for a code, also for a retired one; "" when nothing is stored; KeyError when it is no code."""
    if code is None or code == "":
        return ""
    entry = response_list(name_or_number)
    known = entry.parse(code)
    if known is None:
        raise KeyError(f"{code!r} is no code of HUD list {entry.number} {entry.name}")
    return _in_words(entry.codes.get(known) or entry.retired[known])


def choices(name_or_number: str, *, only: Iterable[Code] | None = None) -> list[tuple[Code, str]]:
    """(code, label) pairs for a form in HUD's order, without retired codes; `only` keeps these, in the order given."""
    codes = response_list(name_or_number).codes
    return [(code, _in_words(codes[code])) for code in (codes if only is None else only)]


def is_code(name_or_number: str, code: Code | None, *, retired: bool = False) -> bool:
    """Whether this is a code of the list; retired codes count only when asked for (they stay importable)."""
    entry = response_list(name_or_number)
    known = entry.parse(code)
    return known is not None and (retired or known in entry.codes)


def codes_of(name_or_number: str, *, retired: bool = False) -> frozenset[Code]:
    """All codes of the list."""
    entry = response_list(name_or_number)
    return frozenset(entry.codes) | (frozenset(entry.retired) if retired else frozenset())


@cache
def labels(language: str) -> Mapping[str, str]:
    """HUD's English words and what they are called in a language; empty where there is no file for it."""
    path = DATA.with_name(f"labels.{language}.json")
    return json.loads(path.read_text(encoding="utf-8"))["labels"] if path.exists() else {}


def _in_words(english: str) -> str:
    return labels((get_language() or "en").split("-")[0]).get(english, english)


@cache
def _numbers_by_name() -> dict[str, str]:
    return {entry["name"]: number for number, entry in document()["lists"].items()}


def _typed(codes: Mapping[str, str], *, numeric: bool) -> dict[Code, str]:
    return {int(code) if numeric else code: text for code, text in codes.items()}


def _integer(code: Code | None) -> int | None:
    if isinstance(code, str) and code.isascii() and code.isdigit() and code == str(int(code)):
        return int(code)
    return None
