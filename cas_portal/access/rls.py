"""Row-level security: the walls a table can stand behind, and the migration operations that build them.

Every model of ours carries `wall = Wall.X`; a test compares it with the catalogue. A new table with client data is
protected in the migration that creates it:

    operations = [..., ProtectTable("clients_release", Wall.CLIENT_ROW), AuditTable("clients_release")]
"""

from enum import StrEnum
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation


class Wall(StrEnum):
    """Which rows of a table the database role `app` may touch."""

    CLIENT = "client"  # the client itself: own agency, released, granted, S-CAS desk, listed jobs
    CLIENT_ROW = "client_row"  # about one client; wall columns kept equal to the client's by triggers
    CLIENT_ACCESS = "client_access"  # grants of access: the agency or person granted, the agency that grants
    CONTINUUM = "continuum"  # reference rows of a continuum
    STANDING = "standing"  # codeless, nameless rows everybody of the continuum may count; only jobs write
    RECIPIENT = "recipient"  # for one person
    OWNER_ROW = "owner_row"  # what one person made for themselves (drafts of exports, saved views)
    JOB = "job"  # only listed jobs
    GRIEVANCE = "grievance"  # whoever filed it; SSF and auditors of the continuum, but never who is or may be meant
    GRIEVANCE_STEP = "grievance_step"  # as far as its grievance shows
    PLATFORM = "platform"  # sign-in, membership, settings: no client data, no row-level security


_NOW = "statement_timestamp()"
_GRANTED = (
    "SELECT a.client_id FROM clients_clientaccess a"  # noqa: S608 - fixed text, no input
    " WHERE (a.agency_id = ANY (app_agencies()) OR a.user_id = app_user())"
    f" AND a.starts_at <= {_NOW} AND (a.ends_at IS NULL OR a.ends_at > {_NOW})"
)
_TENANT = "continuum_id = app_continuum()"
_PARENT = "EXISTS (SELECT 1 FROM clients_client c WHERE c.id = client_id)"
_OWN = "agency_id = ANY (app_agencies())"
_DESK = "(SELECT app_is_scas())"  # asked once for each statement, not for each row


def _client_wall(agency: str, survivor: str, shared_until: str, key: str) -> str:
    return (
        f"({_TENANT} AND ((NOT {survivor} AND {shared_until} > {_NOW}) OR {agency} = ANY (app_agencies())"
        f" OR (NOT {survivor} AND {key} IN ({_GRANTED})) OR ({survivor} AND {_DESK}) OR app_is_system()))"
    )


_CLIENT = _client_wall("agency_id", "survivor", "shared_until", "id")
_CLIENT_ROW = _client_wall("wall_agency_id", "wall_survivor", "wall_shared_until", "client_id")
_HANDLES_GRIEVANCES = "(SELECT app_holds('ssf_admin', 'auditor'))"
# Until somebody said who of the staff is meant, it is kept from everybody it may be about.
_NOT_COMPLAINED_OF = (
    "about_user_id IS DISTINCT FROM app_user() AND (about_user_id IS NOT NULL OR about_settled_at IS NOT NULL"
    " OR NOT (app_user() = ANY (kept_from)))"
)
_SEEN_GRIEVANCE = "grievance_id IN (SELECT g.id FROM clients_grievance g)"
_SYSTEM = f"({_TENANT} AND app_is_system())"

# wall -> (rows that may be read, updated, deleted; rows that may be inserted)
EXPRESSIONS: dict[Wall, tuple[str, str]] = {
    Wall.CLIENT: (_CLIENT, f"({_TENANT} AND ({_OWN} OR app_is_system()))"),
    Wall.CLIENT_ROW: (_CLIENT_ROW, f"({_TENANT} AND ({_OWN} OR app_is_system()) AND {_PARENT})"),
    Wall.CLIENT_ACCESS: (
        f"({_TENANT} AND ({_OWN} OR user_id = app_user() OR granted_by_id = ANY (app_agencies()) OR app_is_system()))",
        f"({_TENANT} AND {_PARENT} AND (granted_by_id = ANY (app_agencies()) OR app_is_system()))",
    ),
    Wall.CONTINUUM: (f"({_TENANT})", f"({_TENANT})"),
    Wall.STANDING: (f"({_TENANT})", _SYSTEM),
    Wall.RECIPIENT: (f"({_TENANT} AND (recipient_id = app_user() OR app_is_system()))", f"({_TENANT})"),
    Wall.OWNER_ROW: (
        f"({_TENANT} AND (owner_id = app_user() OR app_is_system()))",
        f"({_TENANT} AND (owner_id = app_user() OR app_is_system()))",
    ),
    Wall.JOB: (_SYSTEM, _SYSTEM),
    Wall.GRIEVANCE: (
        f"({_TENANT} AND (filed_by_id = app_user() OR app_is_system()"
        f" OR ({_NOT_COMPLAINED_OF} AND {_HANDLES_GRIEVANCES})))",
        f"({_TENANT} AND filed_by_id IS NOT DISTINCT FROM app_user())",
    ),
    Wall.GRIEVANCE_STEP: (
        f"({_TENANT} AND {_SEEN_GRIEVANCE})",
        f"({_TENANT} AND by_id = app_user() AND {_SEEN_GRIEVANCE})",
    ),
}


_SYSADMIN = "(SELECT app_holds('sysadmin'))"
_OVERSEER = "(SELECT app_holds('sysadmin', 'auditor'))"
_SSF = "(SELECT app_holds('ssf_admin'))"
_OWNER_GIVES = "EXISTS (SELECT 1 FROM clients_client c WHERE c.id = client_id AND c.agency_id = granted_by_id)"


def role_sql(wall: Wall) -> dict[str, str]:
    """Return the policies that ask for a role, by name: the database reads it from the memberships, not the request.

    Sysadmins see and change, auditors see (masked in code), clients of their continuum without a release, survivors
    never (policy §10, §11). Access to a client is given by the agency that owns it, by SSF to an agency it refers to,
    by sysadmins and listed jobs; seeing a client gives no right to pass it on.
    """
    if wall is Wall.CLIENT_ACCESS:
        may = f"({_OWNER_GIVES} OR (agency_id IS NOT NULL AND {_SSF}) OR {_SYSADMIN} OR app_is_system())"
        return {"given": f"AS RESTRICTIVE FOR INSERT TO app WITH CHECK {may}"}
    survivor = {Wall.CLIENT: "survivor", Wall.CLIENT_ROW: "wall_survivor"}.get(wall)
    if survivor is None:
        return {}
    seen, changed = (f"({_TENANT} AND NOT {survivor} AND {role})" for role in (_OVERSEER, _SYSADMIN))
    return {
        "overseen": f"FOR SELECT TO app USING {seen}",
        "oversight_changes": f"FOR UPDATE TO app USING {changed} WITH CHECK {changed}",
        "oversight_removes": f"FOR DELETE TO app USING {changed}",
    }


def _once_roles_are_known(statement: str) -> str:
    """Leave the statement out of a database in the making that cannot ask for roles yet; access 0004 adds it."""
    return "DO $roles$ BEGIN IF to_regproc('public.app_holds') IS NOT NULL THEN " + f"{statement}; END IF; END $roles$"


def protect_sql(table: str, wall: Wall, grants: str, private: str = "") -> list[str]:
    """Return the statements that put a table behind its wall: enable, force, owner policy, one policy per command.

    `private` names a column: rows in which it is true show to the agency that wrote them and to nobody else.
    """
    seen, made = EXPRESSIONS[wall]
    changed = _SYSTEM if wall is Wall.STANDING else seen
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY owner ON {table} TO migrator USING (true) WITH CHECK (true)",
        f"CREATE POLICY seen ON {table} FOR SELECT TO app USING {seen}",
        f"CREATE POLICY made ON {table} FOR INSERT TO app WITH CHECK {made}",
        f"CREATE POLICY changed ON {table} FOR UPDATE TO app USING {changed} WITH CHECK {changed}",
        f"CREATE POLICY removed ON {table} FOR DELETE TO app USING {changed}",
        *[_once_roles_are_known(f"CREATE POLICY {name} ON {table} {text}") for name, text in role_sql(wall).items()],
        f"GRANT {grants} ON {table} TO app",
    ]
    if private:
        # The owner of the tables is a member of `app`: without its own name here, no merge would move private rows.
        kept = f"(NOT {private} OR {_OWN} OR app_is_system() OR CURRENT_USER = 'migrator')"
        statements.append(f"CREATE POLICY kept ON {table} AS RESTRICTIVE TO app USING {kept} WITH CHECK {kept}")
    if wall is Wall.CLIENT_ROW:
        statements.append(
            f"CREATE TRIGGER wall_fill BEFORE INSERT OR UPDATE OF client_id, continuum_id, wall_agency_id,"
            f" wall_survivor, wall_shared_until ON {table} FOR EACH ROW EXECUTE FUNCTION access_wall_fill()"
        )
    return statements


def audit_sql(table: str, client_column: str, hidden: tuple[str, ...]) -> list[str]:
    """Return the statements that install the three change triggers of the audit log on a table."""
    arguments = f"'{client_column}', '{{{','.join(hidden)}}}'"
    tables = {
        "INSERT": "NEW TABLE AS new_rows",
        "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "DELETE": "OLD TABLE AS old_rows",
    }
    statements = []
    for event, referencing in tables.items():
        name = f"audit_{event.lower()}"
        statements += [
            f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {referencing}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION audit.log_rows({arguments})",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
        ]
    return statements


class Statements(Operation):
    """Run SQL statements forward; going back is left to dropping the table."""

    reversible = True

    def __init__(self, statements: list[str]) -> None:
        self.statements = statements

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how a migration file spells this operation."""
        return (self.__class__.__name__, [], {"statements": self.statements})

    def state_forwards(self, app_label: str, state: object) -> None:
        """Change nothing in the project state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: object, to_state: object
    ) -> None:
        """Run the statements."""
        for statement in self.statements:
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: object, to_state: object
    ) -> None:
        """Leave the database as it is: walls go with their table."""

    def describe(self) -> str:
        """Return a line for `migrate`."""
        return f"{self.__class__.__name__}: {len(self.statements)} statements"


class ProtectTable(Statements):
    """Put a table behind a wall and grant `app` what the work needs on it. Deleting is granted only when named."""

    def __init__(self, table: str, wall: Wall, grants: str = "SELECT, INSERT, UPDATE", private: str = "") -> None:
        super().__init__(protect_sql(table, wall, grants, private))


class RebuildPolicies(Statements):
    """Replace the policies of a table by those its wall has now; grants and triggers stay."""

    def __init__(self, table: str, wall: Wall, private: str = "") -> None:
        created = [text for text in protect_sql(table, wall, "SELECT", private) if text.startswith("CREATE POLICY")]
        dropped = [f"DROP POLICY IF EXISTS {text.split()[2]} ON {table}" for text in created]
        super().__init__([*dropped, *created])


class HoldPlace(Statements):
    """Keep columns of a table as they were made: no person moves a row to another tenant, client or author."""

    def __init__(self, table: str, *columns: str) -> None:
        arguments = ", ".join(f"'{column}'" for column in columns)
        super().__init__(
            [
                f"CREATE TRIGGER hold_place BEFORE UPDATE OF {', '.join(columns)} ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION access_hold_place({arguments})"
            ]
        )


class KeepNameless(Statements):
    """Let the database read free-text columns about survivors and refuse what could name or locate somebody (§11)."""

    def __init__(self, table: str, *columns: str) -> None:
        arguments, watched = ", ".join(f"'{column}'" for column in columns), ", ".join(columns)
        super().__init__(
            [
                # Named to come after wall_fill, which says whether the row is about a survivor.
                f"CREATE TRIGGER wall_nameless BEFORE INSERT OR UPDATE OF {watched} ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION clients_nameless({arguments})"
            ]
        )


class AuditTable(Statements):
    """Log every change of a table; `hidden` columns (sealed values, hashes) never enter the log."""

    def __init__(self, table: str, client_column: str = "client_id", hidden: tuple[str, ...] = ()) -> None:
        super().__init__(audit_sql(table, client_column, hidden))


class GrantTable(Statements):
    """Grant rights on a platform table to the login roles and to `app`."""

    def __init__(
        self, table: str, grants: str = "SELECT, INSERT, UPDATE, DELETE", to: str = "web, worker, app"
    ) -> None:
        super().__init__([f"GRANT {grants} ON {table} TO {to}"])
