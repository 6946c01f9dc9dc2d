"""Writing the planned rows into one table: inserting, updating, and correcting what is never edited."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connection, models
from psycopg import sql

from hmis_csv import led
from hmis_csv.database import Cursor
from hmis_csv.entities import Entity, Table
from hmis_csv.staging import table_of

MEMORY = "{k}.continuum_id = %(continuum)s AND {k}.source = %(source)s AND {k}.kind = {kind}"
VOID_REASON = "Corrected by the sending system"


class IncompleteMergeError(Exception):
    """Rows were lost on the way: a fault of the mapping, so everything is taken back."""


def write(
    cursor: Cursor, entity: Entity, table: Table, parameters: Mapping[str, object], *, new: int, known: int
) -> int:
    """Write the planned rows of one table; how many of its rows were made or changed."""
    written = 0
    if table.before is not None:
        table.before(cursor, parameters)
    if table.is_held_fast and known:
        written, replaced = _correct(cursor, entity, table, parameters)
        new += replaced
    elif known or not entity.makes_rows:
        written = _update(cursor, entity, table, parameters)
    if entity.makes_rows and new:
        written += _insert(cursor, entity, table, parameters, expected=new)
    return written


def sequence_of(entity: Entity) -> str:
    """The sequence that gives the records of this kind their ids."""
    return f"{entity.tables[0].model._meta.db_table}_id_seq"


def parents_of(entity: Entity) -> sql.Composed:
    """The joins that find the records a staged row refers to, by the memory of its source."""
    joins = [
        sql.SQL("{how} JOIN {table} {alias} ON {memory} AND {alias}.key = {key}").format(
            how=sql.SQL("LEFT" if parent.optional else ""),
            table=led.MEMORY_OF_CLIENTS if parent.kind == led.KIND else led.MEMORY,
            alias=sql.Identifier(alias),
            memory=sql.SQL(MEMORY).format(k=sql.Identifier(alias), kind=parent.kind),
            key=sql.SQL(parent.key),
        )
        for alias, parent in entity.parents.items()
    ]
    return sql.SQL(" ").join(joins)


def _planned(entity: Entity, table: Table, states: str) -> sql.Composed:
    """FROM and WHERE of the planned rows with their parents and the joins of the table."""
    return sql.SQL(
        "pg_temp.hmis_plan p JOIN {staged} s ON s.line = p.line {parents} {joins} WHERE p.kind = {kind} AND {states}"
    ).format(
        staged=table_of(entity.file),
        parents=parents_of(entity),
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
            planned=_planned(entity, table, "p.state IN ('new', 'replaced')"),
        ),
        parameters,
    )
    if cursor.rowcount != expected:
        raise IncompleteMergeError(
            f"{entity.kind}: {cursor.rowcount} of {expected} rows reached {table.model.__name__}"
        )
    return cursor.rowcount


def _update(cursor: Cursor, entity: Entity, table: Table, parameters: Mapping[str, object]) -> int:
    names = list(table.columns)
    cursor.execute(
        sql.SQL(
            "UPDATE {table} t SET {assignments} FROM {planned} AND {match} AND ({old}) IS DISTINCT FROM ({new})"
        ).format(
            table=sql.Identifier(table.model._meta.db_table),
            assignments=_assignments(table, names),
            planned=_planned(entity, table, "p.state <> 'new'" if entity.makes_rows else "true"),
            match=sql.SQL(table.match or f"t.{table.id_column} = p.target_id"),
            old=_present(names),
            new=_wanted(table, names),
        ),
        parameters,
    )
    return cursor.rowcount


def _correct(cursor: Cursor, entity: Entity, table: Table, parameters: Mapping[str, object]) -> tuple[int, int]:
    """Bring records that are never edited up to the export: how many rows were changed, and how many must stand anew.

    What was empty is filled in. A record that differs otherwise is voided, and its plan row gets a new id.
    """
    filled = _fill_in(cursor, entity, table, parameters) if table.fills else 0
    names = list(table.columns)
    cursor.execute(
        sql.SQL(
            "WITH voided AS (UPDATE {table} t SET voided_at = statement_timestamp(), void_reason = %(void_reason)s"
            " FROM {planned} AND t.id = p.target_id AND t.voided_at IS NULL AND ({old}) IS DISTINCT FROM ({new})"
            " RETURNING t.id) UPDATE pg_temp.hmis_plan p SET state = 'replaced', target_id = nextval({sequence})"
            " FROM voided WHERE p.kind = {kind} AND p.target_id = voided.id"
        ).format(
            table=sql.Identifier(table.model._meta.db_table),
            planned=_planned(entity, table, "p.state = 'changed'"),
            old=_present(names),
            new=_wanted(table, names),
            sequence=sequence_of(entity),
            kind=entity.kind,
        ),
        {**parameters, "void_reason": VOID_REASON},
    )
    return filled + cursor.rowcount, cursor.rowcount


def _fill_in(cursor: Cursor, entity: Entity, table: Table, parameters: Mapping[str, object]) -> int:
    filling = sorted(table.fills or ())
    fixed = [name for name in table.columns if name not in filling]
    free = sql.SQL(" AND ").join(
        sql.SQL("({old} IS NULL OR {old} IS NOT DISTINCT FROM {new})").format(
            old=sql.Identifier("t", name), new=sql.SQL(table.columns[name])
        )
        for name in filling
    )
    cursor.execute(
        sql.SQL(
            "UPDATE {table} t SET {assignments} FROM {planned} AND t.id = p.target_id AND t.voided_at IS NULL"
            " AND ({old_fixed}) IS NOT DISTINCT FROM ({new_fixed}) AND {free} AND ({old}) IS DISTINCT FROM ({new})"
        ).format(
            table=sql.Identifier(table.model._meta.db_table),
            assignments=_assignments(table, filling),
            planned=_planned(entity, table, "p.state = 'changed'"),
            old_fixed=_present(fixed),
            new_fixed=_wanted(table, fixed),
            free=free,
            old=_present(filling),
            new=_wanted(table, filling),
        ),
        parameters,
    )
    return cursor.rowcount


def _assignments(table: Table, names: Sequence[str]) -> sql.Composed:
    pairs = (sql.SQL("{} = {}").format(sql.Identifier(name), sql.SQL(table.columns[name])) for name in names)
    return sql.SQL(", ").join(pairs)


def _present(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier("t", name) for name in names)


def _wanted(table: Table, names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL(table.columns[name]) for name in names)


def _defaults(model: type[models.Model], *, known: set[str]) -> dict[str, sql.Composable]:
    """What the model itself would put into the columns the mapping does not name."""
    filled: dict[str, sql.Composable] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.column in known or field.has_db_default() or field.null:
            continue
        value = field.get_default()
        ready = field.get_db_prep_save(value, connection)
        filled[str(field.column)] = sql.SQL("gen_random_uuid()") if isinstance(value, UUID) else sql.Literal(ready)
    return filled
