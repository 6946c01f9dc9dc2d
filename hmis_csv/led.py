"""Clients that were merged here: what the sender goes on telling about them belongs to the record that was kept.

The memory of a source is left as it is, so that undoing a merge needs nothing from here. Only the profile stays out:
what a sysadmin chose when the records were merged is not overwritten by one of the two senders.
"""

from collections.abc import Mapping

from psycopg import sql

from hmis_csv.database import Cursor
from hmis_csv.findings import Severity

KIND = "Client"
# In place of the memory, where a client is referred to.
MEMORY_OF_CLIENTS = sql.SQL(
    "(SELECT m.continuum_id, m.source, m.kind, m.key, coalesce(led.kept_id, m.target_id) AS target_id"
    " FROM hmis_csv_sourcerecord m LEFT JOIN pg_temp.hmis_led led ON led.id = m.target_id)"
)
MEMORY = sql.SQL("hmis_csv_sourcerecord")
NOT_MERGED = sql.SQL("NOT EXISTS (SELECT FROM pg_temp.hmis_led led WHERE led.id = k.target_id)")
ALL = sql.SQL("true")

_FILL = """
WITH RECURSIVE way AS (
    SELECT c.id, c.merged_into_id AS kept_id FROM clients_client c
     WHERE c.continuum_id = %(continuum)s AND c.merged_into_id IS NOT NULL
     UNION ALL
    SELECT w.id, c.merged_into_id FROM way w JOIN clients_client c ON c.id = w.kept_id
     WHERE c.merged_into_id IS NOT NULL
)
INSERT INTO pg_temp.hmis_led (id, kept_id) SELECT w.id, w.kept_id FROM way w
  JOIN clients_client c ON c.id = w.kept_id AND c.merged_into_id IS NULL
"""


def create_table(cursor: Cursor) -> None:
    """Make the temporary table of merged clients and the records they lead to."""
    cursor.execute("CREATE TEMPORARY TABLE hmis_led (id bigint PRIMARY KEY, kept_id bigint NOT NULL) ON COMMIT DROP")


def fill(cursor: Cursor, parameters: Mapping[str, object]) -> None:
    """Find the merged clients of the community, each with the record at the end of its chain."""
    cursor.execute(_FILL, parameters)


def tell(cursor: Cursor, rows: sql.Composed, memory: sql.Composed, parameters: Mapping[str, object]) -> None:
    """A finding for every person the sender changed whose record was merged here."""
    cursor.execute(
        sql.SQL(
            "INSERT INTO pg_temp.hmis_finding SELECT {kind}, found.line, 'PersonalID', 'client.merged', {severity},"
            " found.key FROM ({rows}) found JOIN hmis_csv_sourcerecord k ON {memory} AND k.key = found.key"
            " JOIN pg_temp.hmis_led led ON led.id = k.target_id WHERE k.digest <> found.digest"
        ).format(kind=KIND, severity=Severity.WARNING.value, rows=rows, memory=memory),
        parameters,
    )
