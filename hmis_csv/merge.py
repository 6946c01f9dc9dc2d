"""The typed, set-based merge: new rows are inserted, changed rows updated, unchanged ones not touched at all.

Every statement works on a whole kind of record. What is new, changed or the same is told by the digest that the
memory of the source holds for the sender's key; only new and changed rows enter the plan, so an unchanged export
costs a comparison and no writing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import models
from psycopg import sql

from cas_portal.hud import csv_spec
from hmis_csv.database import Cursor
from hmis_csv.entities import Entity, Table
from hmis_csv.staging import table_of

PLAN = """
CREATE TEMPORARY TABLE hmis_plan (kind text NOT NULL, line int NOT NULL, key text NOT NULL,
target_id bigint NOT NULL, state text NOT NULL, digest uuid NOT NULL) ON COMMIT DROP
"""
WORTH_ANALYZING = 1_000
MEMORY = "{k}.continuum_id = %(continuum)s AND {k}.source = %(source)s AND {k}.kind = {kind}"


@dataclass(frozen=True)
class Outcome:
    """What became of the rows of one kind: records new, changed and unchanged, and rows of ours really written."""

    kind: str
    file: str
    new: int
    changed: int
    unchanged: int
    written: int


class IncompleteMergeError(Exception):
    """Rows were lost on the way: a fault of the mapping, so everything is taken back."""


def create_table(cursor: Cursor) -> None:
    """Make the temporary table of the plan, which goes with the transaction."""
    cursor.execute(PLAN)


def merge(cursor: Cursor, entity: Entity, parameters: Mapping[str, object]) -> Outcome:
    """Bring one kind of record up to the export. Its parents must have been merged before."""
    total = _count(cursor, entity)
    new, known = _plan(cursor, entity, parameters) if total else (0, 0)
    written = 0
    if new or known:
        _remember(cursor, entity, parameters)
        for table in entity.tables:
            if table.before is not None:
                table.before(cursor, parameters)
            if entity.makes_rows and new:
                written += _insert(cursor, entity, table, parameters, expected=new)
            if known or not entity.makes_rows:
                written += _update(cursor, entity, table, parameters)
    return Outcome(entity.kind, entity.file, new, known, total - new - known, written)


def _count(cursor: Cursor, entity: Entity) -> int:
    counted = sql.SQL("*") if _has_own_key(entity) else sql.SQL("DISTINCT {}").format(sql.SQL(entity.key))
    cursor.execute(
        sql.SQL("SELECT count({}) FROM {} s WHERE {}").format(counted, table_of(entity.file), sql.SQL(entity.where))
    )
    return int(cursor.fetchone()[0])


def _has_own_key(entity: Entity) -> bool:
    return entity.key == f's."{csv_spec.file(entity.file).primary_key}"'


def _plan(cursor: Cursor, entity: Entity, parameters: Mapping[str, object]) -> tuple[int, int]:
    """Put the new and changed rows into the plan; how many are new, and how many known (changed or adopted)."""
    cursor.execute(
        sql.SQL(
            "WITH found AS ({rows}), changed AS ("
            "SELECT found.line, found.key, found.digest, k.target_id FROM found"
            " LEFT JOIN hmis_csv_sourcerecord k ON {memory} AND k.key = found.key"
            " WHERE k.digest IS DISTINCT FROM found.digest),"
            " known AS (SELECT changed.*, {adopt} AS adopted, {given} AS given"
            " FROM changed JOIN {staged} s ON s.line = changed.line {parents})"
            " INSERT INTO pg_temp.hmis_plan (kind, line, key, target_id, state, digest)"
            " SELECT {kind}, line, key, coalesce(target_id, adopted, given, nextval({sequence})),"
            " CASE WHEN target_id IS NOT NULL THEN 'changed' WHEN adopted IS NOT NULL THEN 'adopted' ELSE 'new' END,"
            " digest FROM known"
        ).format(
            rows=_rows(entity),
            memory=sql.SQL(MEMORY).format(k=sql.SQL("k"), kind=entity.kind),
            adopt=sql.SQL(entity.adopt),
            given=sql.SQL("NULL::bigint" if entity.makes_rows else f"{next(iter(entity.parents))}.target_id"),
            staged=table_of(entity.file),
            parents=_parents(entity),
            kind=entity.kind,
            sequence=f"{entity.tables[0].model._meta.db_table}_id_seq",
        ),
        parameters,
    )
    if cursor.rowcount >= WORTH_ANALYZING:
        cursor.execute("ANALYZE pg_temp.hmis_plan")
    cursor.execute(
        "SELECT count(*) FILTER (WHERE state = 'new'), count(*) FILTER (WHERE state <> 'new')"
        " FROM pg_temp.hmis_plan WHERE kind = %s",
        [entity.kind],
    )
    new, known = cursor.fetchone()
    return new, known


def _rows(entity: Entity) -> sql.Composed:
    """The staged rows with their key and digest; one row a key."""
    digest = sql.SQL("md5(ROW({})::text)::uuid").format(
        sql.SQL(", ").join(sql.Identifier("s", name) for name in entity.digested)
    )
    key = sql.SQL(entity.key)
    selected = sql.SQL("s.line, {key} AS key, {digest} AS digest FROM {staged} s").format(
        key=key, digest=digest, staged=table_of(entity.file)
    )
    if _has_own_key(entity):
        return sql.SQL("SELECT {} WHERE {}").format(selected, sql.SQL(entity.where))
    return sql.SQL("SELECT DISTINCT ON ({key}) {selected} {joins} WHERE {where} ORDER BY {key}, {pick}").format(
        key=key,
        selected=selected,
        joins=sql.SQL(entity.joins),
        where=sql.SQL(entity.where),
        pick=sql.SQL(entity.pick),
    )


def _parents(entity: Entity) -> sql.Composed:
    joins = [
        sql.SQL("{how} JOIN hmis_csv_sourcerecord {alias} ON {memory} AND {alias}.key = {key}").format(
            how=sql.SQL("LEFT" if parent.optional else ""),
            alias=sql.Identifier(alias),
            memory=sql.SQL(MEMORY).format(k=sql.Identifier(alias), kind=parent.kind),
            key=sql.SQL(parent.key),
        )
        for alias, parent in entity.parents.items()
    ]
    return sql.SQL(" ").join(joins)


def _remember(cursor: Cursor, entity: Entity, parameters: Mapping[str, object]) -> None:
    has_user = "UserID" in csv_spec.file(entity.file).column_names
    user = sql.SQL("coalesce(s.\"UserID\", '')" if has_user else "''")
    parts = {"kind": sql.Literal(entity.kind), "user": user, "staged": table_of(entity.file)}
    cursor.execute(
        sql.SQL(
            "INSERT INTO hmis_csv_sourcerecord"
            " (continuum_id, source, kind, key, target_id, digest, hud_user_id, export_id)"
            " SELECT %(continuum)s, %(source)s, p.kind, p.key, p.target_id, p.digest, {user}, %(export)s"
            " FROM pg_temp.hmis_plan p JOIN {staged} s ON s.line = p.line"
            " WHERE p.kind = {kind} AND p.state <> 'changed'"
        ).format(**parts),
        parameters,
    )
    cursor.execute(
        sql.SQL(
            "UPDATE hmis_csv_sourcerecord k SET digest = p.digest, hud_user_id = {user}, export_id = %(export)s"
            " FROM pg_temp.hmis_plan p JOIN {staged} s ON s.line = p.line"
            " WHERE p.kind = {kind} AND p.state = 'changed' AND {memory} AND k.key = p.key"
        ).format(**parts, memory=sql.SQL(MEMORY).format(k=sql.SQL("k"), kind=entity.kind)),
        parameters,
    )


def _planned(entity: Entity, table: Table, states: str) -> sql.Composed:
    """FROM and WHERE of the planned rows with their parents and the joins of the table."""
    return sql.SQL(
        "pg_temp.hmis_plan p JOIN {staged} s ON s.line = p.line {parents} {joins} WHERE p.kind = {kind} AND {states}"
    ).format(
        staged=table_of(entity.file),
        parents=_parents(entity),
        joins=sql.SQL(table.joins),
        kind=entity.kind,
        states=sql.SQL(states),
    )


def _insert(cursor: Cursor, entity: Entity, table: Table, parameters: Mapping[str, object], *, expected: int) -> int:
    values = {table.id_column: "p.target_id", **table.columns, **table.once}
    rendered: dict[str, sql.Composable] = {column: sql.SQL(expression) for column, expression in values.items()}
    rendered.update(_defaults(table.model, known=set(values)))
    cursor.execute(
        sql.SQL("INSERT INTO {table} ({columns}) SELECT {values} FROM {planned}").format(
            table=sql.Identifier(table.model._meta.db_table),
            columns=sql.SQL(", ").join(map(sql.Identifier, rendered)),
            values=sql.SQL(", ").join(rendered.values()),
            planned=_planned(entity, table, "p.state = 'new'"),
        ),
        parameters,
    )
    if cursor.rowcount != expected:
        raise IncompleteMergeError(
            f"{entity.kind}: {cursor.rowcount} of {expected} rows reached {table.model.__name__}"
        )
    return cursor.rowcount


def _update(cursor: Cursor, entity: Entity, table: Table, parameters: Mapping[str, object]) -> int:
    columns = list(map(sql.Identifier, table.columns))
    expressions = list(map(sql.SQL, table.columns.values()))
    cursor.execute(
        sql.SQL(
            "UPDATE {table} t SET {assignments} FROM {planned} AND {match} AND ({old}) IS DISTINCT FROM ({new})"
        ).format(
            table=sql.Identifier(table.model._meta.db_table),
            assignments=sql.SQL(", ").join(
                sql.SQL("{} = {}").format(column, expression)
                for column, expression in zip(columns, expressions, strict=True)
            ),
            planned=_planned(entity, table, "p.state <> 'new'" if entity.makes_rows else "true"),
            match=sql.SQL(table.match or f"t.{table.id_column} = p.target_id"),
            old=sql.SQL(", ").join(sql.Identifier("t", column) for column in table.columns),
            new=sql.SQL(", ").join(expressions),
        ),
        parameters,
    )
    return cursor.rowcount


def _defaults(model: type[models.Model], *, known: set[str]) -> dict[str, sql.Composable]:
    """What the model itself would put into the columns the mapping does not name."""
    filled: dict[str, sql.Composable] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.column in known or field.has_db_default() or field.null:
            continue
        value = field.get_default()
        filled[str(field.column)] = sql.SQL("gen_random_uuid()") if isinstance(value, UUID) else sql.Literal(value)
    return filled
