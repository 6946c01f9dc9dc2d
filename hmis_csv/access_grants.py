"""Which other agencies see an imported client: those it is enrolled with. An import implies no release."""

from hmis_csv.database import Cursor

REASON = "enrollment"


def grant_by_enrollment(cursor: Cursor) -> int:
    """Open the clients of the planned enrollments to the enrolling agencies that do not own them; the rows made."""
    cursor.execute(
        "INSERT INTO clients_clientaccess (continuum_id, client_id, agency_id, reason)"
        " SELECT DISTINCT c.continuum_id, c.id, e.agency_id, %(reason)s FROM pg_temp.hmis_plan p"
        " JOIN clients_enrollment e ON e.id = p.target_id JOIN clients_client c ON c.id = e.client_id"
        " WHERE p.kind = 'Enrollment' AND e.agency_id <> c.agency_id AND NOT c.survivor AND NOT EXISTS ("
        "SELECT FROM clients_clientaccess a WHERE a.client_id = c.id AND a.agency_id = e.agency_id"
        " AND a.reason = %(reason)s AND a.ends_at IS NULL)",
        {"reason": REASON},
    )
    return cursor.rowcount
