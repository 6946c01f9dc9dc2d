"""Keys and references between the staged files, and the cleaning after the checks of a file."""

from collections.abc import Collection

from psycopg import sql

from cas_portal.hud import csv_spec
from cas_portal.hud.csv_spec import FileSpec, Reference
from hmis_csv.database import Cursor, qualified
from hmis_csv.findings import Severity
from hmis_csv.staging import table_of

SHOWN_IDENTIFIER = "^[0-9A-Za-z_.:-]{1,32}$"
# The kinds under which records are remembered, where they are not named like the file.
KIND_OF_FILE = {"Organization": "Agency", "Project": "Program"}
EMPTIED = ("cell.type", "cell.list")


def check_unique(cursor: Cursor, spec: FileSpec, columns: Collection[str], rule: str = "key.duplicate") -> None:
    """An error for every row whose values stand in an earlier row already."""
    keys = sql.SQL(", ").join(map(sql.Identifier, columns))
    cursor.execute(
        sql.SQL(
            "INSERT INTO pg_temp.hmis_finding SELECT {file}, line, {column}, {rule}, {severity}, '' FROM ("
            "SELECT line, row_number() OVER (PARTITION BY {keys} ORDER BY line) AS place FROM {table}"
            " WHERE ({keys}) IN (SELECT {keys} FROM {table} GROUP BY {keys} HAVING count(*) > 1)"
            ") AS repeated WHERE place > 1"
        ).format(
            file=spec.name,
            column=next(iter(columns)),
            rule=rule,
            severity=Severity.ERROR.value,
            keys=keys,
            table=table_of(spec.name),
        )
    )


def check_references(
    cursor: Cursor, spec: FileSpec, *, present: Collection[str], needed: Collection[str], known: sql.Composed
) -> None:
    """A finding for every filled reference whose row is neither in the export nor among the `known` keys of its source.

    `known` is a query of (kind, key). A reference in a `needed` column is an error; another one is kept as text.
    """
    for column in spec.columns:
        if column.reference is not None and column.name in present:
            severity = Severity.ERROR if column.name in needed else Severity.WARNING
            _check_reference(cursor, spec, column.name, column.reference, severity=severity, known=known)


def _check_reference(
    cursor: Cursor, spec: FileSpec, column: str, reference: Reference, *, severity: Severity, known: sql.Composed
) -> None:
    cell = qualified("s", column)
    same = sql.SQL("").join(
        sql.SQL(" AND t.{} = {}").format(sql.Identifier(name), qualified("s", name)) for name in reference.same
    )
    kind = KIND_OF_FILE.get(reference.file, reference.file)
    is_key = reference.column == csv_spec.file(reference.file).primary_key
    remembered = sql.SQL("EXISTS (SELECT FROM ({}) AS k WHERE k.kind = {} AND k.key = m.cell)").format(known, kind)
    cursor.execute(
        sql.SQL(
            "WITH missing AS MATERIALIZED (SELECT s.line, {cell} AS cell FROM {table} s WHERE {cell} IS NOT NULL"
            " AND NOT EXISTS (SELECT FROM {other} t WHERE t.{target} = {cell}{same}))"
            " INSERT INTO pg_temp.hmis_finding SELECT {file}, m.line, {column}, {rule}, {severity},"
            " CASE WHEN m.cell ~ {identifier} THEN m.cell ELSE '' END FROM missing m WHERE NOT {remembered}"
        ).format(
            file=spec.name,
            column=column,
            rule=_rule(reference, severity),
            severity=severity.value,
            cell=cell,
            identifier=SHOWN_IDENTIFIER,
            table=table_of(spec.name),
            other=table_of(reference.file),
            target=sql.Identifier(reference.column),
            same=same,
            remembered=remembered if is_key else sql.SQL("false"),
        )
    )


def _rule(reference: Reference, severity: Severity) -> str:
    if reference.soft:
        return "reference.soft"
    return "reference.missing" if severity is Severity.ERROR else "reference.unknown"


def clean(cursor: Cursor, spec: FileSpec) -> None:
    """Take out the rows with an error, empty unreadable cells and cut long ones: what is left can be cast."""
    table = table_of(spec.name)
    cursor.execute(
        "SELECT DISTINCT column_name, rule, severity FROM pg_temp.hmis_finding WHERE file = %s AND line > 1",
        [spec.name],
    )
    found = cursor.fetchall()
    if any(severity == Severity.ERROR for _column, _rule_id, severity in found):
        cursor.execute(
            sql.SQL(
                "DELETE FROM {} s USING pg_temp.hmis_finding f"
                " WHERE f.file = {} AND f.line = s.line AND f.severity = {}"
            ).format(table, spec.name, Severity.ERROR.value)
        )
    emptied = ((column, rule) for column, rule, _severity in found if rule in (*EMPTIED, "cell.length"))
    for column, rule in set(emptied):
        value: sql.Composable = sql.NULL
        if rule == "cell.length":
            value = sql.SQL("left({}, {})").format(sql.Identifier(column), spec.column(column).max_length)
        cursor.execute(
            sql.SQL(
                "UPDATE {table} s SET {column} = {value} FROM pg_temp.hmis_finding f WHERE f.file = {file}"
                " AND f.line = s.line AND f.column_name = {name} AND f.rule = {rule}"
            ).format(
                table=table,
                column=sql.Identifier(column),
                value=value,
                file=spec.name,
                name=column,
                rule=rule,
            )
        )


def refuse_clients_without_enrollment(cursor: Cursor, *, known: sql.Composed, owned: bool) -> None:
    """Clients whom no enrollment gives to an agency stay out, unless an owner was named or they are known already."""
    cursor.execute(
        sql.SQL(
            "INSERT INTO pg_temp.hmis_finding SELECT 'Client', s.line, 'PersonalID', {rule}, {severity}, ''"
            " FROM {client} s WHERE NOT EXISTS (SELECT FROM {enrollment} e WHERE e.{person} = s.{person})"
            " AND NOT EXISTS (SELECT FROM ({known}) AS k WHERE k.kind = 'Client' AND k.key = s.{person})"
        ).format(
            rule="client.owner_by_option" if owned else "client.no_enrollment",
            severity=(Severity.WARNING if owned else Severity.ERROR).value,
            client=table_of("Client"),
            enrollment=table_of("Enrollment"),
            person=sql.Identifier("PersonalID"),
            known=known,
        )
    )
    clean(cursor, csv_spec.file("Client"))
