"""Social Security numbers of staged clients: sealed and indexed before they reach a table that lasts."""

from collections.abc import Mapping

from psycopg import sql

from clients import sealing
from hmis_csv.database import Cursor

FULL_NUMBER = 9


def create_table(cursor: Cursor) -> None:
    """Make the temporary table the sealed numbers are joined from."""
    cursor.execute(
        "CREATE TEMPORARY TABLE hmis_sealed (client_id bigint PRIMARY KEY, sealed bytea, lookup bytea) ON COMMIT DROP"
    )


def seal_numbers(cursor: Cursor, parameters: Mapping[str, object]) -> None:
    """Seal the number of every new or changed client. A partial number is kept sealed, without a lookup index."""
    cursor.execute(
        sql.SQL(
            'SELECT c.id, c.agency_id, s."SSN" FROM pg_temp.hmis_plan p'
            " JOIN pg_temp.hmis_client s ON s.line = p.line JOIN clients_client c ON c.id = p.target_id"
            " WHERE p.kind = 'Client' AND s.\"SSN\" IS NOT NULL"
        )
    )
    rows = cursor.fetchall()
    with cursor.copy("COPY pg_temp.hmis_sealed (client_id, sealed, lookup) FROM STDIN") as copy:
        for client_id, agency_id, number in rows:
            sealed = sealing.seal(number, column="ssn", client_id=client_id, agency_id=agency_id)
            full = len(number) == FULL_NUMBER and number.isascii() and number.isdigit()
            copy.write_row((client_id, sealed, sealing.ssn_index(number) if full else None))
