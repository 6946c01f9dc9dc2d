"""Contacts that imported records tell of (policy §13): without them everybody imported would count as inactive.

A living situation counts unless another project verified it, a submitted assessment always, each on its own day.
Contacts are append-only, so one that the sender corrects later stays.
"""

from collections.abc import Mapping

from psycopg import sql

from clients.models import Contact
from hmis_csv.database import Cursor

# kind of record -> what it is a contact by, its table, its day, and which of its rows count
SOURCES = (
    (
        "CurrentLivingSituation",
        Contact.Kind.LIVING_SITUATION,
        "assessments_currentlivingsituation",
        "information_date",
        "r.verified_by_text = ''",
    ),
    ("Assessment", Contact.Kind.ASSESSMENT, "assessments_assessment", "assessed_on", "true"),
)

_NOTE = """
INSERT INTO clients_contact (public_id, continuum_id, agency_id, client_id, wall_agency_id, wall_survivor,
       happened_on, kind, qualifying)
SELECT gen_random_uuid(), told.continuum_id, told.agency_id, told.client_id, 0, false, told.day, {contact}, true
  FROM (
        SELECT DISTINCT ON (r.client_id, r.{day}) r.continuum_id, r.agency_id, r.client_id, r.{day} AS day
          FROM pg_temp.hmis_plan p JOIN {table} r ON r.id = p.target_id
         WHERE p.kind = {kind} AND p.state IN ('new', 'replaced') AND r.{day} <= %(today)s AND {counts}
         ORDER BY r.client_id, r.{day}, r.id
       ) told
 WHERE NOT EXISTS (
       SELECT FROM clients_contact k
        WHERE k.client_id = told.client_id AND k.happened_on = told.day AND k.kind = {contact})
"""


def note_contacts(cursor: Cursor, parameters: Mapping[str, object]) -> int:
    """Write one qualifying contact for each client and day of the planned records, set-based; the rows made."""
    made = 0
    for kind, contact, table, day, counts in SOURCES:
        statement = sql.SQL(_NOTE).format(
            kind=kind,
            contact=contact.value,
            table=sql.Identifier(table),
            day=sql.Identifier(day),
            counts=sql.SQL(counts),
        )
        cursor.execute(statement, parameters)
        made += cursor.rowcount
    return made
