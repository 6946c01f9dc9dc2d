"""Reads data files of an instrument into a checked Definition; a faulty file is refused with every problem named."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .checks import problems_in
from .definition import (
    MISSING_CODES,
    Computed,
    Condition,
    Definition,
    Editor,
    Item,
    ItemType,
    Limits,
    Operator,
    Option,
    ScoreRule,
    Section,
    Sensitive,
    Threshold,
    Who,
    Wording,
)
from .person import PerMember

FOLDER = Path(__file__).parent.parent / "instruments"
Data = Mapping[str, Any]


class InstrumentError(Exception):
    """A data file that cannot be used; `problems` lists every fault found."""

    def __init__(self, name: str, problems: list[str]):
        self.problems = problems
        super().__init__(f"{name}: " + "; ".join(problems))


@cache
def load(instrument: str, version: str) -> Definition:
    """Return one instrument version from the files shipped with the product; raises InstrumentError."""
    return read_folder(FOLDER, instrument, version)


def read_folder(folder: Path, instrument: str, version: str) -> Definition:
    """Read `<instrument>_v<version>.json` and the blocks and option sets it names; raises InstrumentError."""
    name = f"{instrument.lower()}_v{version}"
    data, blocks, option_sets = read_parts(instrument, version, folder)
    try:
        definition = build(data, blocks, option_sets)
    except (KeyError, TypeError, ValueError) as fault:
        raise InstrumentError(name, [f"{type(fault).__name__}: {fault}"]) from fault
    problems = problems_in(definition)
    if problems:
        raise InstrumentError(name, problems)
    return definition


def read_parts(instrument: str, version: str, folder: Path = FOLDER) -> tuple[Data, list[Data], Data]:
    """Return an instrument's own file, its blocks with itself as the last, and its option sets, as they are read."""
    data = _read(folder, f"{instrument.lower()}_v{version}")
    blocks = [_read(folder, block) for block in data.get("blocks", [])] + [data]
    return data, blocks, _read(folder, data.get("optionSets", ""))


def build(data: Data, blocks: list[Data], option_sets: Data) -> Definition:
    """Put an instrument together from its own file and its blocks; sections follow `sectionOrder`."""
    reader = Reader(option_sets)
    sections = {raw["id"]: reader.section(raw) for block in blocks for raw in block.get("sections", [])}
    order = data["sectionOrder"]
    if sorted(order) != sorted(sections):
        raise ValueError(f"sectionOrder and sections differ: {sorted(set(order) ^ set(sections))}")
    thresholds = {kind: raw for block in blocks for kind, raw in block.get("thresholds", {}).items()}
    living = data.get("living", "")
    return Definition(
        instrument=data["instrument"],
        version=data["version"],
        title=_wording(data["title"]),
        summary=_wording(data["summary"]),
        minutes=data["minutes"],
        sections=tuple(sections[section_id] for section_id in order),
        computed=tuple(reader.computed(raw) for block in blocks for raw in block.get("computed", [])),
        score_rules=tuple(reader.score_rule(raw) for block in blocks for raw in block.get("scoreRules", [])),
        thresholds={kind: Threshold(raw["value"], raw.get("setting", "")) for kind, raw in thresholds.items()},
        not_for_survivors=data.get("notForSurvivors", False),
        date_question=data.get("dateQuestion", "" if living else "AH01"),
        living=living,
    )


def _read(folder: Path, name: str) -> Data:
    try:
        loaded: Data = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    except OSError as fault:
        raise InstrumentError(name, [f"cannot be read: {fault.strerror}"]) from fault
    except ValueError as fault:
        raise InstrumentError(name, [f"is not JSON: {fault}"]) from fault
    return loaded


def _wording(raw: Data) -> Wording:
    return Wording(en=raw["en"], es=raw["es"])


ITEM_KEYS = {
    *(
        "linkId",
        "type",
        "text",
        "help",
        "answerValueSet",
        "except",
        "answerOption",
        "allowMissing",
        "repeats",
        "required",
        "item",
    ),
    *(
        "who",
        "survivorSkips",
        "carryOver",
        "answeredBy",
        "hud",
        "enableWhen",
        "enableBehavior",
        "initial",
        "initialFact",
    ),
    *("mustBe", "mustBeMessage", "limits", "reference", "permission", "editedBy", "sensitive"),
}
LIMIT_KEYS = {
    "minimum": "minimum", "maximum": "maximum", "maxLength": "max_length", "maxRows": "max_rows",
    "notAfter": "not_after", "notBefore": "not_before", "backdateDays": "backdate_days",
    "backdateSetting": "backdate_setting", "dayOptional": "day_optional", "rowPeriod": "row_period",
    "atMost": "at_most", "rowWay": "row_way",
}  # fmt: skip


class Reader:
    """Turns raw parts of the files into typed ones; the option sets are shared by all questions."""

    def __init__(self, option_sets: Data):
        self.sets = option_sets.get("sets", {})
        self.missing = tuple(self._option(raw) for raw in self.sets.get("MISSING", []))

    def section(self, raw: Data) -> Section:
        intro = _wording(raw["intro"]) if "intro" in raw else None
        return Section(
            id=raw["id"],
            title=_wording(raw["title"]),
            items=tuple(self.item(part) for part in raw["item"]),
            intro=intro,
            enable_when=tuple(self.condition(part) for part in raw.get("enableWhen", [])),
            enable_any=raw.get("enableBehavior") == "any",
            per_member=PerMember(raw["perMember"]) if "perMember" in raw else None,
        )

    def item(self, raw: Data, table: tuple[Editor, ...] = ()) -> Item:
        """Read a question, or a column of a table that these people edit."""
        unknown = set(raw) - ITEM_KEYS
        if unknown:
            raise ValueError(f"{raw.get('linkId')}: unknown keys {sorted(unknown)}")
        edited_by = tuple(_editor(part) for part in raw["editedBy"]) if "editedBy" in raw else table
        return Item(
            link_id=raw["linkId"],
            type=ItemType(raw["type"]),
            text=_wording(raw["text"]),
            help=_wording(raw["help"]) if "help" in raw else None,
            options=self._options(raw),
            repeats=raw.get("repeats", False),
            required=raw.get("required", False),
            who=Who(raw.get("who", "A")),
            survivor_skips=raw.get("survivorSkips", False),
            carry_over=raw.get("carryOver", False),
            worker_answers=raw.get("answeredBy") == "worker",
            hud=raw.get("hud", ""),
            enable_when=tuple(self.condition(part) for part in raw.get("enableWhen", [])),
            enable_any=raw.get("enableBehavior") == "any",
            initial=raw.get("initial"),
            initial_fact=raw.get("initialFact", ""),
            must_be=raw.get("mustBe"),
            must_be_message=_wording(raw["mustBeMessage"]) if "mustBeMessage" in raw else None,
            limits=_limits(raw.get("limits", {})),
            reference=raw.get("reference", ""),
            permission=raw.get("permission", ""),
            sensitive=Sensitive(raw["sensitive"]) if "sensitive" in raw else None,
            edited_by=edited_by,
            items=tuple(self.item(part, edited_by) for part in raw.get("item", [])),
        )

    def condition(self, raw: Data) -> Condition:
        answer = raw.get("answer", True)
        return Condition(
            operator=Operator(raw["operator"]),
            question=raw.get("question", ""),
            fact=raw.get("fact", ""),
            answer=tuple(answer) if isinstance(answer, list) else answer,
            groups=tuple(raw.get("answerGroup", [])),
            setting=raw.get("setting", ""),
        )

    def computed(self, raw: Data) -> Computed:
        return Computed(
            link_id=raw["linkId"],
            text=_wording(raw["text"]),
            kind=raw["kind"],
            who=Who(raw.get("who", "A")),
            fact=raw.get("fact", ""),
            value=raw.get("value"),
            otherwise=raw.get("otherwise"),
            start=raw.get("from", ""),
            end=raw.get("to", ""),
            months=raw.get("months", 0),
            conditions=tuple(self.condition(part) for part in raw.get("conditions", [])),
            options=self._options({**raw, "allowMissing": False}),
            permission=raw.get("permission", ""),
        )

    def score_rule(self, raw: Data) -> ScoreRule:
        return ScoreRule(self.condition(raw), raw["points"], Who(raw.get("who", "A")))

    def _options(self, raw: Data) -> tuple[Option, ...]:
        if "answerValueSet" in raw and raw["answerValueSet"] not in self.sets:
            raise ValueError(f"{raw['linkId']}: unknown option set {raw['answerValueSet']}")
        listed = self.sets[raw["answerValueSet"]] if "answerValueSet" in raw else raw.get("answerOption", [])
        left_out = set(raw.get("except", []))
        if unknown := left_out - {part["code"] for part in listed}:
            raise ValueError(f"{raw['linkId']}: leaves out options that the set does not have: {sorted(unknown)}")
        options = tuple(self._option(part) for part in listed if part["code"] not in left_out)
        takes_missing = raw.get("allowMissing", raw.get("answeredBy") != "worker")
        # HUD's own lists already hold 8, 9 and 99; every other list that the client answers gets them here.
        if not options or not takes_missing or any(option.is_missing for option in options):
            return options
        return options + self.missing

    @staticmethod
    def _option(raw: Data) -> Option:
        return Option(
            code=raw["code"],
            text=_wording(raw["text"]),
            group=raw.get("group", ""),
            exclusive=raw.get("exclusive", False),
            is_missing=raw.get("missing", raw["code"] in MISSING_CODES),
        )


def _editor(raw: Data) -> Editor:
    unknown = set(raw) - {"roles", "from", "to"}
    if unknown:
        raise ValueError(f"editedBy has unknown keys {sorted(unknown)}")
    return Editor(roles=tuple(raw["roles"]), before=tuple(raw.get("from", ())), after=tuple(raw.get("to", ())))


def _limits(raw: Data) -> Limits:
    unknown = set(raw) - set(LIMIT_KEYS)
    if unknown:
        raise ValueError(f"unknown limits {sorted(unknown)}")
    values: dict[str, Any] = {
        LIMIT_KEYS[key]: tuple(value) if isinstance(value, list) else value for key, value in raw.items()
    }
    return Limits(**values)
