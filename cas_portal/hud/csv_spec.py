"""The 24 files of the HUD HMIS CSV (FY2026), typed: which columns a file has, and what may stand in them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "csv.json"


class ColumnType(StrEnum):
    STRING = "string"
    INTEGER = "integer"
    DATE = "date"
    DATETIME = "datetime"
    MONEY = "money"
    MONEY_NOT_NEGATIVE = "money_nonneg"


class Operator(StrEnum):
    IN = "in"
    NOT_IN = "not_in"
    NOT_IN_RANGE = "not_in_range"
    NOT_NULL = "not_null"


@dataclass(frozen=True)
class Test:
    """One comparison: a column, of this row or of the row of another file which this row refers to."""

    __test__ = False  # not a pytest class

    column: str
    operator: Operator
    values: tuple[int, ...] = ()
    file: str | None = None


@dataclass(frozen=True)
class Condition:
    """All, or any, of the parts hold."""

    every: bool
    parts: tuple["Condition | Test", ...]


@dataclass(frozen=True)
class Reference:
    """The column holds a key of another file. Soft: HUD asks for it, but another text is possible."""

    file: str
    column: str
    same: tuple[str, ...] = ()
    soft: bool = False


@dataclass(frozen=True)
class ListChoice:
    """The list depends on the value of another column."""

    column: str
    lists: Mapping[int, str]
    otherwise: str | None


@dataclass(frozen=True)
class Column:
    name: str
    type: ColumnType
    nullable: bool
    max_length: int | None = None
    response_list: str | None = None
    list_by: ListChoice | None = None
    reference: Reference | None = None
    regex: str | None = None
    regex_when: Condition | None = None
    year_from: int | None = None
    null_unless: Condition | None = None
    required_when: Condition | None = None
    applies_when: Condition | None = None
    hashed_when: Condition | None = None
    aliases: tuple[str, ...] = ()
    export_if_missing: int | None = None
    element: str = ""
    rule: str = ""


@dataclass(frozen=True)
class FileSpec:
    name: str
    primary_key: str
    columns: tuple[Column, ...]

    @property
    def filename(self) -> str:
        return f"{self.name}.csv"

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column with this name; KeyError when the file has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.filename} has no column {name}")

    def canonical(self, header: str) -> str | None:
        """HUD's spelling of a header in a file (aliases of real vendors accepted); None when HUD has no such column."""
        for column in self.columns:
            if header == column.name or header in column.aliases:
                return column.name
        return None


@cache
def file(name: str) -> FileSpec:
    """The file with this name ("Client"); KeyError when HUD has none."""
    raw = _document()["files"][name]
    columns = tuple(_column(entry) for entry in raw["columns"])
    return FileSpec(name=name, primary_key=raw["primary_key"], columns=columns)


def file_names() -> tuple[str, ...]:
    """All 24 files, those referred to before those that refer to them."""
    return tuple(_document()["file_order"])


@cache
def _document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return loaded


def _column(raw: dict[str, Any]) -> Column:
    return Column(
        name=raw["name"],
        type=ColumnType(raw["type"]),
        nullable=raw["nullable"],
        max_length=raw.get("max_length"),
        response_list=raw.get("list"),
        list_by=_list_by(raw.get("list_by")),
        reference=_reference(raw),
        regex=raw.get("regex"),
        regex_when=_condition(raw.get("regex_when")),
        year_from=raw.get("year_from"),
        null_unless=_condition(raw.get("null_unless")),
        required_when=_condition(raw.get("required_when")),
        applies_when=_condition(raw.get("applies_when")),
        hashed_when=_condition(raw.get("hashed_when")),
        aliases=tuple(raw.get("accept_on_import", ())),
        export_if_missing=raw.get("export_if_missing"),
        element=raw.get("element", ""),
        rule=raw.get("rule", ""),
    )


def _condition(raw: dict[str, Any] | None) -> Condition | None:
    if raw is None:
        return None
    every = "all" in raw
    return Condition(every=every, parts=tuple(_part(part) for part in raw["all" if every else "any"]))


def _part(raw: dict[str, Any]) -> Condition | Test:
    nested = _condition(raw) if "col" not in raw else None
    if nested is not None:
        return nested
    operator = next(operator for operator in Operator if operator.value in raw)
    values = raw[operator.value]
    return Test(
        column=raw["col"],
        operator=operator,
        values=() if operator is Operator.NOT_NULL else tuple(values),
        file=raw.get("file"),
    )


def _list_by(raw: dict[str, Any] | None) -> ListChoice | None:
    if raw is None:
        return None
    return ListChoice(
        column=raw["col"],
        lists={int(code): number for code, number in raw["map"].items()},
        otherwise=raw.get("else"),
    )


def _reference(raw: dict[str, Any]) -> Reference | None:
    if "references" not in raw:
        return None
    file_name, column = raw["references"].split(".")
    return Reference(
        file=file_name,
        column=column,
        same=tuple(raw.get("references_same", ())),
        soft=raw.get("references_soft", False),
    )
