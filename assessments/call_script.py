"""How a call goes: which sections stand on one page, and what the specialist says there, in English and Spanish."""

import json
from dataclasses import dataclass
from functools import cache

from assessments.engine.definition import Section, Wording
from assessments.engine.loader import FOLDER
from assessments.engine.visibility import Reading


@dataclass(frozen=True, slots=True)
class CallPage:
    """A page of the call: sections of the instrument, asked together."""

    id: str
    title: Wording
    say: tuple[Wording, ...]
    sections: tuple[str, ...]

    def asked(self, reading: Reading) -> list[Section]:
        """Return the sections of this page that ask something of this household, in the order of the script."""
        asked = reading.sections()
        return [section for topic in self.sections for section in asked if section.topic == topic]


@dataclass(frozen=True, slots=True)
class Script:
    """The pages of a call, and what is said before the caller has a record."""

    pages: tuple[CallPage, ...]
    greeting: tuple[Wording, ...]
    sharing: tuple[Wording, ...]

    def page(self, page_id: str) -> CallPage | None:
        """Return a page by its id."""
        return next((page for page in self.pages if page.id == page_id), None)


@cache
def script(version: str) -> Script:
    """Return the script that goes with a version of the Crisis Assessment; a community's own versions use the first."""
    file = FOLDER / f"script_v{version}.json"
    data = json.loads((file if file.exists() else FOLDER / "script_v1.json").read_text(encoding="utf-8"))
    pages = tuple(
        CallPage(raw["id"], Wording(**raw["title"]), _lines(raw["say"]), tuple(raw["sections"]))
        for raw in data["pages"]
    )
    return Script(pages, _lines(data["greeting"]), _lines(data["sharing"]))


def _lines(raw: list[dict[str, str]]) -> tuple[Wording, ...]:
    return tuple(Wording(**line) for line in raw)
