"""Keys and references between the staged files, and the cleaning after the checks of a file."""

from collections.abc import Collection

from psycopg import sql

from cas_portal.hud import csv_spec
from cas_portal.hud.csv_spec import FileSpec, Reference
from hmis_csv.database import Cursor, qualified
from hmis_csv.findings import Severity
from hmis_csv.staging import table_of

SHOWN_IDENTIFIER = "^[0-9A-Za-z_.:-]{1,32}$"
EMPTIED = ("cell.type", "cell.list")


def check_unique(cursor: Cursor, spec: FileSpec, columns: Collection[str], rule: str = "key.duplicate") -> None:
    """An error for every row whose values stand in an earlier row already."""
    keys = sql.SQL(", ").join(map(sql.Identifier, columns))
    cursor.execute(
        sql.SQL(
            "INSERT INTO pg_temp.hmis_finding SELECT {file}, line, {column}, {rule}, {severity}, '' FROM ("
            "SELECT line, row_number() OVER (PARTITION BY {keys} ORDER BY line) AS place FROM {table} WHERE {filled}"
            ") AS numbered WHERE place > 1"
        ).format(
            file=spec.name,
            column=next(iter(columns)),
            rule=rule,
            severity=Severity.ERROR.value,
            keys=keys,
            table=table_of(spec.name),
            filled=sql.SQL(" AND ").join(sql.SQL("{} IS NOT NULL").format(sql.Identifier(c)) for c in columns),
        )
    )


def check_references(
    cursor: Cursor, spec: FileSpec, *, present: Collection[str], needed: Collection[str], known: sql.Composed
) -> None:
    """A finding for every filled reference whose row is neither in the export nor among the `known` keys of its source.

    `known` is a query of (file, key). A reference in a `needed` column is an error; another one is kept as text.
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
    is_key = reference.column == csv_spec.file(reference.file).primary_key
    in_store = sql.SQL("NOT EXISTS (SELECT FROM ({}) AS k WHERE k.file = {} AND k.key = {})")
    cursor.execute(
        sql.SQL(
            "INSERT INTO pg_temp.hmis_finding SELECT {file}, s.line, {column}, {rule}, {severity},"
            " CASE WHEN {cell} ~ {identifier} THEN {cell} ELSE '' END"
            " FROM {table} s WHERE {cell} IS NOT NULL"
            " AND NOT EXISTS (SELECT FROM {other} t WHERE t.{target} = {cell}{same}) AND {unknown}"
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
            unknown=in_store.format(known, reference.file, cell) if is_key else sql.SQL("true"),
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
        sql.SQL(
            "DELETE FROM {} s USING pg_temp.hmis_finding f WHERE f.file = {} AND f.line = s.line AND f.severity = {}"
        ).format(table, spec.name, Severity.ERROR.value)
    )
    cursor.execute(
        sql.SQL("SELECT DISTINCT column_name, rule FROM pg_temp.hmis_finding WHERE file = {} AND rule IN ({})").format(
            spec.name, sql.SQL(", ").join(map(sql.Literal, (*EMPTIED, "cell.length")))
        )
    )
    for column, rule in cursor.fetchall():
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
            " AND NOT EXISTS (SELECT FROM ({known}) AS k WHERE k.file = 'Client' AND k.key = s.{person})"
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
