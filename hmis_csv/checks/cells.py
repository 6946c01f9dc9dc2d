"""One statement a file: every cell against its type, list, length, pattern and conditions.

The faults of a row are spelled out only for rows where the one long OR of all faults holds, so a clean file costs
one scan. Afterwards the wrong cells are emptied, and every value that is left can be cast.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from psycopg import sql

from cas_portal.hud import lists
from cas_portal.hud.csv_spec import Column, ColumnType, FileSpec, ListChoice
from cas_portal.hud.lists import ResponseList
from cas_portal.time import clock
from hmis_csv.checks.conditions import holds, looks_elsewhere
from hmis_csv.database import Cursor, qualified, texts
from hmis_csv.findings import Severity
from hmis_csv.staging import StagedFile, table_of

LONGEST_INTEGER = 9
EARLIEST, LATEST = "1800", "3000"
CAN_ASK_WHETHER_INPUT_IS_VALID = 160_000
NO_SUCH_DAYS = ("02-30", "02-31", "04-31", "06-31", "09-31", "11-31")
SHOWN_CODE = "^[0-9]{1,3}$"


@dataclass(frozen=True)
class Fault:
    """A cell of this column is wrong where `sql` is true."""

    column: str
    rule: str
    sql: sql.Composed
    severity: Severity = Severity.WARNING


def check(cursor: Cursor, staged: StagedFile, *, needed: frozenset[str], hashed: frozenset[str]) -> None:
    """Find the faults of all cells of a file. A fault in a `needed` column is an error; `hashed` ones are skipped."""
    spec = staged.spec
    columns = [c for c in spec.columns if c.name in staged.present and c.name not in hashed]
    faults = [fault for column in columns for fault in _faults(spec, column, needed=needed)]
    nearby = [fault for fault in faults if not isinstance(fault, _Lookup)]
    for group in (nearby, [fault for fault in faults if isinstance(fault, _Lookup)]):
        if group:
            _insert(cursor, spec, group)


@dataclass(frozen=True)
class _Lookup(Fault):
    """A fault that has to look into another file: checked in a pass of its own, only where the cell decides so."""


def _insert(cursor: Cursor, spec: FileSpec, faults: Sequence[Fault]) -> None:
    rows = [
        sql.SQL("({}, {}, {}, {}, {})").format(
            fault.column, fault.rule, fault.severity.value, fault.sql, _shown(spec, fault)
        )
        for fault in faults
    ]
    cursor.execute(
        sql.SQL(
            "INSERT INTO pg_temp.hmis_finding"
            " SELECT {file}, s.line, f.column_name, f.rule, f.severity, coalesce(f.shown, '')"
            " FROM {table} s CROSS JOIN LATERAL (VALUES {rows}) AS f (column_name, rule, severity, wrong, shown)"
            " WHERE ({any}) AND f.wrong"
        ).format(
            file=spec.name,
            table=table_of(spec.name),
            rows=sql.SQL(", ").join(rows),
            any=sql.SQL(" OR ").join(fault.sql for fault in faults),
        )
    )


def _shown(spec: FileSpec, fault: Fault) -> sql.Composed:
    """A short code of a number as it is, anything else only by its shape (9 a digit, A a letter): no personal data."""
    cell = qualified("s", fault.column)
    shape = sql.SQL(
        "regexp_replace(regexp_replace(left({cell}, 24), '[0-9]', '9', 'g'), '[[:alpha:]]', 'A', 'g')"
    ).format(cell=cell)
    if spec.column(fault.column).type is ColumnType.STRING:
        return shape
    return sql.SQL("CASE WHEN {cell} ~ {code} THEN {cell} ELSE {shape} END").format(
        cell=cell, code=SHOWN_CODE, shape=shape
    )


def _faults(spec: FileSpec, column: Column, *, needed: frozenset[str]) -> Iterator[Fault]:
    cell = qualified("s", column.name)
    severity = Severity.ERROR if column.name in needed else Severity.WARNING
    if not column.nullable:
        yield Fault(column.name, "cell.required", sql.SQL("{} IS NULL").format(cell), severity)
    elif column.name in needed:
        yield Fault(column.name, "cell.needed", sql.SQL("{} IS NULL").format(cell), severity)
    yield from _value_faults(column, cell, severity)
    if column.regex is not None:
        wrong = sql.SQL("({} !~ {})").format(cell, column.regex)
        if column.regex_when is not None:
            wrong = sql.SQL("({} AND {})").format(wrong, holds(spec, column.regex_when))
        yield Fault(column.name, "cell.pattern", wrong)
    for rule, condition, template in (
        ("cell.null_unless", column.null_unless, "({cell} IS NOT NULL AND ({condition}) IS FALSE)"),
        ("cell.required_when", column.required_when, "({cell} IS NULL AND ({condition}) IS TRUE)"),
        ("cell.applies_when", column.applies_when, "({cell} <> '99' AND ({condition}) IS FALSE)"),
    ):
        if condition is not None:
            kind = _Lookup if looks_elsewhere(condition) else Fault
            wrong = sql.SQL(template).format(cell=cell, condition=holds(spec, condition))
            yield kind(column.name, rule, wrong)


def _value_faults(column: Column, cell: sql.Identifier, severity: Severity) -> Iterator[Fault]:
    """Type, length and list of one cell."""
    if column.response_list is not None:
        yield from _list_faults(column, lists.response_list(column.response_list), cell, severity)
    elif column.list_by is not None:
        yield Fault(column.name, "cell.list", _list_by(column.list_by, cell), severity)
    elif column.type is ColumnType.STRING:
        wrong = sql.SQL("(length({}) > {})").format(cell, column.max_length or 0)
        yield Fault(column.name, "cell.length", wrong)
    else:
        yield Fault(column.name, "cell.type", sql.SQL("(NOT {})").format(_readable(column.type, cell)), severity)
    if column.year_from is not None:
        years = sql.SQL("({cell} !~ '^[0-9]{{4}}$' OR {cell} < {first} OR {cell} > {last})").format(
            cell=cell, first=str(column.year_from), last=str(clock.today().year)
        )
        yield Fault(column.name, "cell.year", years)


def _list_faults(column: Column, entry: ResponseList, cell: sql.Identifier, severity: Severity) -> Iterator[Fault]:
    known = texts([*entry.codes, *entry.retired])
    yield Fault(column.name, "cell.list", sql.SQL("({} NOT IN ({}))").format(cell, known), severity)
    if entry.retired:
        yield Fault(column.name, "cell.retired", sql.SQL("({} IN ({}))").format(cell, texts([*entry.retired])))


def _list_by(choice: ListChoice, cell: sql.Identifier) -> sql.Composed:
    by = qualified("s", choice.column)
    branches = [
        sql.SQL("WHEN {} THEN {} NOT IN ({})").format(str(code), cell, texts([*lists.codes_of(number, retired=True)]))
        for code, number in choice.lists.items()
    ]
    otherwise = sql.SQL("false").format()
    if choice.otherwise is not None:
        otherwise = sql.SQL("{} NOT IN ({})").format(cell, texts([*lists.codes_of(choice.otherwise, retired=True)]))
    return sql.SQL("(CASE {} {} ELSE {} END)").format(by, sql.SQL(" ").join(branches), otherwise)


def _readable(kind: ColumnType, cell: sql.Identifier) -> sql.Composed:
    """Whether the text can be cast. The shape is tested before the value, so that nothing here can raise."""
    if kind is ColumnType.INTEGER:
        return sql.SQL("(translate({cell}, '0123456789', '') = '' AND length({cell}) <= {most})").format(
            cell=cell, most=LONGEST_INTEGER
        )
    if kind in (ColumnType.DATE, ColumnType.DATETIME):
        return _readable_date(kind, cell)
    sign = "" if kind is ColumnType.MONEY_NOT_NEGATIVE else "-?"
    return sql.SQL("({} ~ {})").format(cell, f"^{sign}[0-9]{{1,9}}(\\.[0-9]{{1,2}})?$")


def _readable_date(kind: ColumnType, cell: sql.Identifier) -> sql.Composed:
    """Whether a text has HUD's form of a day (or moment) and exists: no 30 February, 29 February only in leap years."""
    shape, name = ("____-__-__", "date") if kind is ColumnType.DATE else ("____-__-__ __:__:__", "timestamp")
    if connection.pg_version >= CAN_ASK_WHETHER_INPUT_IS_VALID:  # type: ignore[attr-defined]
        exists = sql.SQL("pg_input_is_valid({}, {})").format(cell, name)
    else:
        exists = _exists(kind, cell)
    return sql.SQL("({cell} LIKE {shape} AND {cell} >= {earliest} AND {cell} < {latest} AND {exists})").format(
        cell=cell, shape=shape, earliest=EARLIEST, latest=LATEST, exists=exists
    )


def _exists(kind: ColumnType, cell: sql.Identifier) -> sql.Composed:
    """The same for PostgreSQL 15, which cannot ask: the shape first, so that nothing after it can raise."""
    clock_pattern = " ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]" if kind is ColumnType.DATETIME else ""
    pattern = f"^[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]){clock_pattern}$"
    return sql.SQL(
        "CASE WHEN {cell} !~ {pattern} THEN false WHEN substr({cell}, 6, 5) = '02-29'"
        " THEN left({cell}, 4)::int % 4 = 0 AND (left({cell}, 4)::int % 100 <> 0 OR left({cell}, 4)::int % 400 = 0)"
        " ELSE substr({cell}, 6, 5) NOT IN ({none}) END"
    ).format(cell=cell, pattern=pattern, none=texts(NO_SUCH_DAYS))
