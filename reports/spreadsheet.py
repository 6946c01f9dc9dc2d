"""Writes XLSX files in which a cell is what it says: text stays text, a date is a date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

import xlsxwriter
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

# Nothing that a person typed may become a formula, a link or a number (security.md §7).
SAFE = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
DATE_FORMAT = "mmm d, yyyy"
ABOUT_WIDTH = 40

Value = str | int | date | None


class Cell(Enum):
    """What kind of value a column holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what it holds, how wide it is in characters."""

    title: Promise | str
    cell: Cell = Cell.TEXT
    width: int = 18


def write_workbook(
    path: Path,
    *,
    sheet: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    about: Sequence[tuple[str, str]],
) -> int:
    """Write a sheet of rows and an "About this export" sheet; returns how many rows. Rows are never held in memory."""
    with xlsxwriter.Workbook(str(path), SAFE) as book:
        bold = book.add_format({"bold": True})
        count = _write_rows(book, book.add_worksheet(sheet), columns, rows)
        page = book.add_worksheet(_("About this export"))
        page.set_column(0, 1, ABOUT_WIDTH)
        for number, (label, text) in enumerate([*about, (_("Rows"), str(count))]):
            page.write_string(number, 0, label, bold)
            page.write_string(number, 1, text)
    return count


def _write_rows(book: Workbook, page: Worksheet, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> int:
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": DATE_FORMAT})
    page.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, str(column.title), bold)
    count = 0
    for count, row in enumerate(rows, start=1):
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            if value is None or value == "":
                continue
            if column.cell is Cell.DATE:
                page.write_datetime(count, place, value, day)
            elif column.cell is Cell.NUMBER:
                page.write_number(count, place, value)
            else:
                page.write_string(count, place, str(value))
    return count
