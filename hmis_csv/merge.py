"""The typed, set-based merge: new rows are inserted, changed rows updated, unchanged ones not touched at all.

Every statement works on a whole kind of record. What is new, changed or the same is told by the digest that the
memory of the source holds for the sender's key; only new and changed rows enter the plan, so an unchanged export
costs a comparison and no writing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from psycopg import sql

from cas_portal.hud import csv_spec
from hmis_csv import led, writing
from hmis_csv.database import Cursor
from hmis_csv.entities import Entity
from hmis_csv.staging import table_of

PLAN = """
CREATE TEMPORARY TABLE hmis_plan (kind text NOT NULL, line int NOT NULL, key text NOT NULL,
target_id bigint NOT NULL, state text NOT NULL, digest uuid NOT NULL) ON COMMIT DROP
"""


@dataclass(frozen=True)
class Outcome:
    """What became of the rows of one kind: records new, changed and unchanged, and rows of ours really written."""

    kind: str
    file: str
    new: int
    changed: int
    unchanged: int
    written: int


def create_table(cursor: Cursor) -> None:
    """Make the temporary table of the plan, which goes with the transaction."""
    cursor.execute(PLAN)


def merge(cursor: Cursor, entity: Entity, parameters: Mapping[str, object]) -> Outcome:
    """Bring one kind of record up to the export. Its parents must have been merged before."""
    total = _count(cursor, entity)
    new, known = _plan(cursor, entity, parameters) if total else (0, 0)
    if total and entity.kind == led.KIND:
        memory = sql.SQL(writing.MEMORY).format(k=sql.SQL("k"), kind=entity.kind)
        led.tell(cursor, _rows(entity), memory, parameters)
    written = 0
    if new or known:
        for table in entity.tables:
            written += writing.write(cursor, entity, table, parameters, new=new, known=known)
        _remember(cursor, entity, parameters)
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
            " WHERE k.digest IS DISTINCT FROM found.digest AND {open}),"
            " known AS (SELECT changed.*, {adopt} AS adopted, {given} AS given"
            " FROM changed JOIN {staged} s ON s.line = changed.line {parents})"
            " INSERT INTO pg_temp.hmis_plan (kind, line, key, target_id, state, digest)"
            " SELECT {kind}, line, key, coalesce(target_id, adopted, given, nextval({sequence})),"
            " CASE WHEN target_id IS NOT NULL THEN 'changed' WHEN adopted IS NOT NULL THEN 'adopted' ELSE 'new' END,"
            " digest FROM known"
        ).format(
            rows=_rows(entity),
            open=led.NOT_MERGED if entity.kind == led.KIND else led.ALL,
            memory=sql.SQL(writing.MEMORY).format(k=sql.SQL("k"), kind=entity.kind),
            adopt=sql.SQL(entity.adopt),
            given=sql.SQL("NULL::bigint" if entity.makes_rows else f"{next(iter(entity.parents))}.target_id"),
            staged=table_of(entity.file),
            parents=writing.parents_of(entity),
            kind=entity.kind,
            sequence=writing.sequence_of(entity),
        ),
        parameters,
    )
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
            " WHERE p.kind = {kind} AND p.state IN ('new', 'adopted')"
        ).format(**parts),
        parameters,
    )
    cursor.execute(
        sql.SQL(
            "UPDATE hmis_csv_sourcerecord k SET target_id = p.target_id, digest = p.digest,"
            " hud_user_id = {user}, export_id = %(export)s"
            " FROM pg_temp.hmis_plan p JOIN {staged} s ON s.line = p.line"
            " WHERE p.kind = {kind} AND p.state IN ('changed', 'replaced') AND {memory} AND k.key = p.key"
        ).format(**parts, memory=sql.SQL(writing.MEMORY).format(k=sql.SQL("k"), kind=entity.kind)),
        parameters,
    )
