"""HUD's "null unless" and "required when" conditions as SQL over the staged rows."""

from psycopg import sql

from cas_portal.hud import csv_spec
from cas_portal.hud.csv_spec import Condition, FileSpec, Operator, Test
from hmis_csv.database import qualified, texts
from hmis_csv.staging import table_of


def looks_elsewhere(condition: Condition) -> bool:
    """Whether a test reads another file than the row's own."""
    return any(
        looks_elsewhere(part) if isinstance(part, Condition) else part.file is not None for part in condition.parts
    )


def holds(spec: FileSpec, condition: Condition, alias: str = "s") -> sql.Composed:
    """True, false, or null when the row of the other file is not there: an unknown condition accuses nobody."""
    parts = [
        holds(spec, part, alias) if isinstance(part, Condition) else _test(spec, part, alias)
        for part in condition.parts
    ]
    joint = sql.SQL(" AND " if condition.every else " OR ")
    return sql.SQL("({})").format(joint.join(parts))


def _test(spec: FileSpec, test: Test, alias: str) -> sql.Composed:
    if test.file is None or test.file == spec.name:
        compared = _compare(qualified(alias, test.column), test)
        return sql.SQL("coalesce({}, false)").format(compared)
    return sql.SQL("(SELECT bool_or({}) FROM {} o WHERE {})").format(
        sql.SQL("coalesce({}, false)").format(_compare(qualified("o", test.column), test)),
        table_of(test.file),
        _join(spec, test.file, alias),
    )


def _compare(column: sql.Identifier, test: Test) -> sql.Composed:
    if test.operator is Operator.NOT_NULL:
        return sql.SQL("({} IS NOT NULL)").format(column)
    if test.operator is Operator.IN:
        return sql.SQL("({} IN ({}))").format(column, texts(test.values))
    if test.operator is Operator.NOT_IN:
        return sql.SQL("({} NOT IN ({}))").format(column, texts(test.values))
    low, high = test.values
    codes = texts(range(low, high + 1))
    return sql.SQL("({} NOT IN ({}))").format(column, codes)


def _join(spec: FileSpec, other: str, alias: str) -> sql.Composed:
    """How a row of this file finds its rows of the other: by a column of its own, else through its enrollment."""
    if other == "Export":
        return sql.SQL("true").format()
    other_spec = csv_spec.file(other)
    link = next((c for c in (other_spec.primary_key, "ProjectID") if c in spec.column_names), None)
    if link is not None and link in other_spec.column_names:
        return sql.SQL("{} = {}").format(qualified("o", link), qualified(alias, link))
    return sql.SQL("{} IN (SELECT e.{} FROM {} e WHERE e.{} = {})").format(
        qualified("o", "ProjectID"),
        sql.Identifier("ProjectID"),
        table_of("Enrollment"),
        sql.Identifier("EnrollmentID"),
        qualified(alias, "EnrollmentID"),
    )
