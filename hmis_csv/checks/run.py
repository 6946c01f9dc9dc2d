"""The order of the checks: file by file in the order of their references, then the rules between files."""

from collections.abc import Mapping

from psycopg import sql

from hmis_csv import findings
from hmis_csv.checks import cells, keys, rules
from hmis_csv.database import Cursor
from hmis_csv.findings import Finding, Severity
from hmis_csv.staging import StagedFile, table_of

HASHED_NAME = "^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$"
OTHER_HASH_STATUS = "3"
HASHES = ("2", "4")


def check_all(
    cursor: Cursor,
    staged: Mapping[str, StagedFile],
    *,
    needed: Mapping[str, frozenset[str]],
    known: sql.Composed,
) -> None:
    """Check and clean every staged file; `needed` names the columns without which a row cannot be taken over.

    `known` is a query of (kind, key) for the rows that earlier imports of this source brought.
    """
    hashed = _hashed_columns(cursor, staged)
    for name, file in staged.items():
        wanted = needed.get(name, frozenset()) | {file.spec.primary_key}
        if file.rows:
            cells.check(cursor, file, needed=wanted, hashed=hashed.get(name, frozenset()))
            keys.check_unique(cursor, file.spec, (file.spec.primary_key,))
            keys.clean(cursor, file.spec)
            if name in rules.UNIQUE:
                columns, rule = rules.UNIQUE[name]
                keys.check_unique(cursor, file.spec, columns, rule)
            keys.check_references(cursor, file.spec, present=file.present, needed=wanted, known=known)
            keys.clean(cursor, file.spec)
    filled = [name for name, file in staged.items() if file.rows]
    rules.check(cursor, filled, errors_only=True)
    for name in filled:
        keys.clean(cursor, staged[name].spec)
    rules.check(cursor, filled, errors_only=False)


def _hashed_columns(cursor: Cursor, staged: Mapping[str, StagedFile]) -> dict[str, frozenset[str]]:
    """The columns of Client.csv that hold hashes, emptied; what the hash status says is compared with what is there."""
    spec = staged["Client"].spec
    columns = frozenset(column.name for column in spec.columns if column.hashed_when is not None)
    cursor.execute(
        sql.SQL(
            "SELECT (SELECT max({}) FROM {}), count(*) FILTER (WHERE {name} ~ {pattern}), count({name}) FROM {}"
        ).format(
            sql.Identifier("HashStatus"),
            table_of("Export"),
            table_of("Client"),
            name=sql.Identifier("LastName"),
            pattern=HASHED_NAME,
        )
    )
    status, looks_hashed, named = cursor.fetchone()
    if status == OTHER_HASH_STATUS and named and not looks_hashed:
        findings.add(cursor, [Finding("Export", 2, "HashStatus", "hash.readable", Severity.WARNING, status)])
    if status not in HASHES and not looks_hashed:
        return {}
    findings.add(cursor, [Finding("Client", 0, "", "hash.names", Severity.WARNING, status or "")])
    cursor.execute(
        sql.SQL("UPDATE {} SET {}").format(
            table_of("Client"),
            sql.SQL(", ").join(sql.SQL("{} = NULL").format(sql.Identifier(name)) for name in sorted(columns)),
        )
    )
    return {"Client": columns}
