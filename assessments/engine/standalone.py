"""One instrument as one file: how a version is taken out, changed elsewhere and loaded again, faults named by line."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .checks import problems_in
from .definition import Computed, Definition, Item
from .living import opened_to
from .loader import Data, InstrumentError, Reader, build, read_parts

LARGEST = 1_000_000
VERSION = re.compile(r"[0-9A-Za-z_-]{1,8}")
NAMED = re.compile(r"^(?:condition on )?([A-Z][A-Za-z0-9_.]*)")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file: the line where it is known, the question it is about, and what to mend."""

    message: str
    question: str = ""
    line: int | None = None


class FaultyFile(Exception):
    """A file that cannot be used; `faults` lists everything found."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__("; ".join(fault.message for fault in faults))


def shipped_file(instrument: str, version: str) -> dict[str, Any]:
    """Return a version that ships with the product as one file; raises InstrumentError."""
    main, blocks, sets = read_parts(instrument, version)
    sections = {raw["id"]: raw for block in blocks for raw in block.get("sections", [])}
    computed = [raw for block in blocks for raw in block.get("computed", [])]
    used = {raw["answerValueSet"] for raw in _dicts([*sections.values(), *computed]) if "answerValueSet" in raw}
    gathered = ("optionSets", "blocks", "sectionOrder", "sections", "computed", "scoreRules", "thresholds")
    return {
        **{key: value for key, value in main.items() if key not in gathered},
        "sections": [sections[name] for name in main["sectionOrder"]],
        "computed": computed,
        "scoreRules": [raw for block in blocks for raw in block.get("scoreRules", [])],
        "thresholds": {kind: raw for block in blocks for kind, raw in block.get("thresholds", {}).items()},
        "optionSets": {name: options for name, options in sets["sets"].items() if name in used | {"MISSING"}},
    }


def definition_from(data: Data) -> Definition:
    """Build a definition from one file that was checked before; raises InstrumentError."""
    whole = {**data, "sectionOrder": [section["id"] for section in data["sections"]]}
    definition = build(whole, [whole], {"sets": data.get("optionSets", {})})
    if problems := problems_in(definition):
        raise InstrumentError(str(data.get("instrument")), problems)
    return definition


def keep_marks(definition: Definition, like: Definition) -> Definition:
    """Return the definition with the marks of `like` on questions that a file made before them does not mark."""
    sections = tuple(
        replace(section, items=tuple(_marked(item, like.items.get(item.link_id)) for item in section.items))
        for section in definition.sections
    )
    return replace(definition, sections=sections)


def _marked(item: Item, like: Item | None) -> Item:
    if like is None:
        return item
    return replace(item, sensitive=item.sensitive or like.sensitive, permission=item.permission or like.permission)


def read_upload(text: str, *, like: Definition) -> tuple[dict[str, Any], Definition]:
    """Read a file that somebody loads as a new version of `like`; raises FaultyFile with every fault found.

    The questions of `like` that the product itself relies on must stay, with their type.
    """
    data = _parsed(text)
    faults = [*_head_faults(data, like)]
    if not faults:
        faults = [*_part_faults(data)]
    if faults:
        raise FaultyFile([_located(fault, text) for fault in faults])
    try:
        definition = definition_from(data)
    except InstrumentError as found:
        raise FaultyFile([_located(_fault_of(problem), text) for problem in found.problems]) from found
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise FaultyFile([Fault(_words(fault))]) from fault
    if lost := [*_lost(definition, like)]:
        raise FaultyFile([_located(fault, text) for fault in lost])
    return data, definition


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise FaultyFile([Fault("The file is larger than 1 MB.")])
    try:
        data = json.loads(text)
    except json.JSONDecodeError as fault:
        raise FaultyFile([Fault(f"This is not JSON: {fault.msg}, column {fault.colno}.", line=fault.lineno)]) from fault
    except RecursionError as fault:
        raise FaultyFile([Fault("The file is nested too deeply.")]) from fault
    if not isinstance(data, dict):
        raise FaultyFile([Fault("The file must hold one instrument.", line=1)])
    return data


def _head_faults(data: Data, like: Definition) -> Iterator[Fault]:
    for key, kind in (("title", dict), ("summary", dict), ("minutes", int), ("sections", list)):
        if not isinstance(data.get(key), kind):
            yield Fault(f"“{key}” is missing or not what it must be.")
    if data.get("instrument") != like.instrument:
        yield Fault(f"“instrument” must be {like.instrument}: this page loads versions of that instrument.")
    if not isinstance(data.get("version"), str) or not VERSION.fullmatch(data["version"]):
        yield Fault("“version” must be up to 8 letters, figures or hyphens.")
    if data.get("living", "") != like.living:
        yield Fault(f"“living” must stay {like.living}." if like.living else "“living” must not be there.")
    if data.get("dateQuestion", "" if like.living else "AH01") != like.date_question:
        yield Fault(f"“dateQuestion” must stay {like.date_question}.")
    if like.not_for_survivors and data.get("notForSurvivors") is not True:
        yield Fault("“notForSurvivors” must stay: policy says so.")
    for key, kind in (("computed", list), ("scoreRules", list), ("thresholds", dict), ("optionSets", dict)):
        if not isinstance(data.get(key, kind()), kind):
            yield Fault(f"“{key}” is not what it must be.")


def _part_faults(data: Data) -> Iterator[Fault]:
    """Try every part on its own, so that one look finds all faults."""
    try:
        reader = Reader({"sets": data.get("optionSets", {})})
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        yield Fault(f"optionSets: {_words(fault)}")
        return
    for section in data["sections"]:
        if not isinstance(section, Mapping) or not isinstance(section.get("item"), list):
            yield Fault("A section needs an id, a title and a list of questions (“item”).")
            continue
        parts: list[tuple[Any, Any]] = [(reader.item, raw) for raw in section["item"]]
        parts.append((reader.section, {**section, "item": []}))
        for read, raw in parts:
            yield from _tried(read, raw)
    for raw in data.get("computed", []):
        yield from _tried(reader.computed, raw)
    for raw in data.get("scoreRules", []):
        yield from _tried(reader.score_rule, raw)
        if isinstance(raw, Mapping) and (isinstance(raw.get("points"), bool) or not isinstance(raw.get("points"), int)):
            yield Fault("points must be a whole number", str(raw.get("question", "")))


def _tried(read: Any, raw: Any) -> Iterator[Fault]:
    name = str(raw.get("linkId") or raw.get("question") or raw.get("id") or "") if isinstance(raw, Mapping) else ""
    try:
        read(raw)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        yield Fault(_words(fault), name)


def _words(fault: Exception) -> str:
    if isinstance(fault, KeyError):
        return f"“{fault.args[0]}” is missing"
    return str(fault) or type(fault).__name__


def _fault_of(problem: str) -> Fault:
    named = NAMED.match(problem)
    return Fault(problem, named.group(1) if named else "")


def _lost(definition: Definition, like: Definition) -> Iterator[Fault]:
    """Questions that the product writes elsewhere, and points that it scores, may be reworded but not taken out.

    A field of a living instrument stays too, and nobody edits by the new version what they did not edit by the old.
    What an answer could betray stays marked, however it is worded.
    """
    for link_id, item in like.items.items():
        if item.hud or item.required or like.living:
            yield from _lost_item(definition.items.get(link_id), item, whole=bool(like.living))
        if link_id in definition.items:
            yield from _laid_open(definition.items[link_id], item)
            yield from _less_guarded(definition.items[link_id], item)
            yield from _asked_otherwise(definition, like, item)
    for link_id, computed in like.computed_by_id.items():
        if link_id not in definition.computed_by_id:
            yield Fault(f"{link_id} is gone from “computed”.")
        else:
            yield from _laid_open(definition.computed_by_id[link_id], computed)
    if like.score_rules and not definition.score_rules:
        yield Fault("“scoreRules” is empty: a scored instrument needs points.")


def _lost_item(new: Item | None, old: Item, *, whole: bool) -> Iterator[Fault]:
    """With `whole` also its columns must stay."""
    if new is None:
        yield Fault(f"{old.link_id} is gone. It is written to other records, so it can be reworded but not left out.")
        return
    if new.type != old.type or new.repeats != old.repeats:
        yield Fault(f"{old.link_id} must stay what it was: {old.type}.", old.link_id)
    for role in opened_to(new, old):
        yield Fault(f"{old.link_id} cannot be opened to {role}: policy says who edits it.", old.link_id)
    columns = {child.link_id: child for child in new.items}
    for child in old.items if whole else ():
        yield from _lost_item(columns.get(child.link_id), child, whole=whole)


def _less_guarded(new: Item, old: Item) -> Iterator[Fault]:
    if old.sensitive and not new.sensitive:
        yield Fault(f"{new.link_id} must stay marked: “sensitive”: “{old.sensitive}”.", new.link_id)
    if old.survivor_skips and not new.survivor_skips:
        yield Fault(f"{new.link_id} must stay left out for survivors.", new.link_id)


def _asked_otherwise(definition: Definition, like: Definition, old: Item) -> Iterator[Fault]:
    """What is written to other records is asked of the same people: once for the household, or of each adult."""
    now, before = (one.section_of(old.link_id).per_member for one in (definition, like))
    if (old.hud or old.required) and now != before:
        whom = "of each adult" if before else "once for the household"
        yield Fault(f"{old.link_id} must stay asked {whom}.", old.link_id)


def _laid_open(new: Computed | Item, old: Computed | Item) -> Iterator[Fault]:
    if old.permission and new.permission != old.permission:
        yield Fault(f"{new.link_id} must stay kept for those with the right {old.permission}.", new.link_id)


def _located(fault: Fault, text: str) -> Fault:
    """Add the line that names the question, else the one that names the quoted key."""
    if fault.line or not fault.question:
        return fault
    found = re.search(rf'"(?:linkId|question|id)"\s*:\s*"{re.escape(fault.question)}"', text)
    return Fault(fault.message, fault.question, text.count("\n", 0, found.start()) + 1) if found else fault


def _dicts(part: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(part, Mapping):
        yield part
        for value in part.values():
            yield from _dicts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _dicts(value)
