"""A cell is what it says: nothing typed by people becomes a formula, a link or a number."""

from datetime import date, datetime

import openpyxl
import pytest

from reports.spreadsheet import Cell, Column, write_workbook

COLUMNS = (Column("Name"), Column("Day", Cell.DATE), Column("Number", Cell.NUMBER))
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "http://evil.example", "0123", "{=1}", "a\x00b\x1bc"]


def read(tmp_path, rows):
    path = tmp_path / "export.xlsx"
    count = write_workbook(path, sheet="Rows", columns=COLUMNS, rows=rows, about=[("Filters", "=none")])
    return count, openpyxl.load_workbook(path)


@pytest.mark.slow
def test_types_are_kept(tmp_path):
    count, book = read(tmp_path, [("Ada", date(2025, 8, 5), 7), (None, None, 1)])
    assert count == 2
    header, row, empty = book["Rows"].iter_rows()
    assert [cell.value for cell in header] == ["Name", "Day", "Number"]
    assert [cell.data_type for cell in row] == ["s", "d", "n"]
    assert row[1].value == datetime(2025, 8, 5)
    assert [cell.value for cell in empty] == [None, None, 1]


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(tmp_path, text):
    _count, book = read(tmp_path, [(text, None, None)])
    cell = book["Rows"]["A2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None


@pytest.mark.slow
def test_about_sheet_says_filters_and_rows(tmp_path):
    _count, book = read(tmp_path, [])
    about = {row[0].value: row[1].value for row in book["About this export"].iter_rows()}
    assert about == {"Filters": "=none", "Rows": "0"}
