"""The triggers that remember whom a change touched, for every table the standing statement reads.

Statement-level, with transition tables, and owned by the migrator: a service, a bulk import and a row changed by hand
are noticed alike, and nobody can write a change that they miss. An update counts when one of the named columns differs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

# {rows} is a subquery of the changed rows. Each gives (client_id, continuum_id).
OF_CLIENT = "SELECT r.client_id, r.continuum_id FROM {rows} r"
# The papers of a member decide the readiness of whoever heads a household with them, or is enrolled in it.
OF_HOUSEHOLD = """SELECT r.client_id, r.continuum_id FROM {rows} r
        UNION SELECT h.client_id, h.continuum_id FROM {rows} r
          JOIN public.clients_householdmember m ON m.client_id = r.client_id
          JOIN public.clients_household h ON h.id = m.household_id
        UNION SELECT e.client_id, e.continuum_id FROM {rows} r
          JOIN public.clients_householdmember m ON m.client_id = r.client_id
          JOIN public.clients_enrollment e ON e.household_id = m.household_id"""


@dataclass(frozen=True, slots=True)
class Source:
    """A table that standing reads: the columns that matter, and how a row names the clients it touches."""

    table: str
    columns: tuple[str, ...]
    touched: str = OF_CLIENT

    @property
    def function(self) -> str:
        """The name of the trigger function."""
        return f"queues_dirty_{self.table}"


SOURCES = (
    Source(
        "clients_client",
        (
            *("continuum_id", "agency_id", "veteran_status", "birth_year", "deceased_on", "merged_into_id"),
            "disabling_condition",
        ),
        touched=OF_HOUSEHOLD.replace("r.client_id", "r.id"),
    ),
    Source("clients_identity", ("birth_date",), touched=OF_HOUSEHOLD),
    Source("clients_enrollment", ("client_id", "program_id", "entry_date", "exit_date", "household_id")),
    Source("clients_household", ("client_id",)),
    Source(
        "clients_householdmember",
        ("client_id", "household_id", "relationship", "joined_on", "left_on", "lives_elsewhere"),
        touched="""SELECT h.client_id, h.continuum_id FROM {rows} r
          JOIN public.clients_household h ON h.id = r.household_id
        UNION SELECT e.client_id, e.continuum_id FROM {rows} r
          JOIN public.clients_enrollment e ON e.household_id = r.household_id""",
    ),
    Source(
        "clients_program",
        ("is_cas", "project_type", "continuum_id"),
        touched="""SELECT e.client_id, e.continuum_id FROM {rows} r
          JOIN public.clients_enrollment e ON e.program_id = r.id AND e.exit_date IS NULL""",
    ),
    Source("clients_contact", ("client_id", "happened_on", "qualifying")),
    Source(
        "assessments_assessment",
        (
            *("client_id", "kind", "assessed_on", "submitted_at", "valid_through", "score", "threshold", "evh"),
            *("imported", "household_type", "household_size", "tay_headed", "homeless_since"),
            *("prioritization_status", "voided_at", "superseded_by_id"),
        ),
    ),
    Source(
        "documents_documentitem",
        ("client_id", "kind", "state", "basis", "current", "valid_through"),
        touched=OF_HOUSEHOLD,
    ),
    Source("referrals_referral", ("client_id", "state", "park_until")),
    Source("queues_manualevh", ("client_id", "evh", "starts_on", "ends_on", "ended_at")),
    Source("queues_emergencytransfer", ("client_id", "requested_on", "closed_on")),
)
# A table that came later: the migrations before it cannot watch it.
LATER = (Source("assessments_datedstay", ("client_id", "started_on", "ended_on", "situation", "removed_at")),)
EVERY_SOURCE = (*SOURCES, *LATER)

_FUNCTION = """
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO public.queues_dirtyclient (client_id, continuum_id)
        {inserted};
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO public.queues_dirtyclient (client_id, continuum_id)
        {deleted};
    ELSE
        INSERT INTO public.queues_dirtyclient (client_id, continuum_id)
        {before}
        UNION
        {after};
    END IF;
    RETURN NULL;
END $$
"""
_EVENTS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}


def _changed(source: Source, side: str) -> str:
    old = ", ".join(f"o.{column}" for column in source.columns)
    new = ", ".join(f"n.{column}" for column in source.columns)
    different = f"ROW({old}) IS DISTINCT FROM ROW({new})"
    return f"(SELECT {side}.* FROM old_rows o JOIN new_rows n ON n.id = o.id WHERE {different})"  # noqa: S608


def statements(source: Source) -> Iterator[str]:
    """Give the statements that install (or replace) the three triggers of a table."""
    yield _FUNCTION.format(
        function=source.function,
        inserted=source.touched.format(rows="new_rows"),
        deleted=source.touched.format(rows="old_rows"),
        before=source.touched.format(rows=_changed(source, "o")),
        after=source.touched.format(rows=_changed(source, "n")),
    )
    yield f"REVOKE EXECUTE ON FUNCTION {source.function}() FROM PUBLIC"
    for event, referencing in _EVENTS.items():
        yield (
            f"CREATE OR REPLACE TRIGGER queues_dirty_{event.lower()} AFTER {event} ON {source.table}"
            f" REFERENCING {referencing} FOR EACH STATEMENT EXECUTE FUNCTION {source.function}()"
        )
