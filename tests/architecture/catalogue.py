"""What the database says about the walls of a table, held against what the code says."""

from django.db import connection

from cas_portal.access.rls import Wall, protect_sql

FLAGS = "SELECT relrowsecurity, relforcerowsecurity, relowner::regrole::text FROM pg_class WHERE oid = %s::regclass"
POLICIES = """
    SELECT polname, polcmd::text, polpermissive, array(SELECT r::regrole::text FROM unnest(polroles) r),
           pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
    FROM pg_policy WHERE polrelid = %s::regclass ORDER BY polname
"""
TRIGGERS = "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"
GRANTS = """
    SELECT grantee, privilege_type FROM information_schema.role_table_grants
    WHERE table_schema = 'public' AND table_name = %s AND grantee IN ('web', 'worker', 'app', 'PUBLIC')
"""
AUDIT = ("audit_insert", "audit_update", "audit_delete")
# Derived or private to one person: not audited (architecture.md, "Decided points").
NOT_AUDITED = frozenset({Wall.STANDING, Wall.RECIPIENT, Wall.OWNER_ROW, Wall.JOB})


def rows(statement: str, values: list | None = None) -> list[tuple]:
    """Run a question over the catalogue."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def run(statement: str) -> None:
    """Run a statement; needs the owner's sign-in."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def faults(table: str, wall: Wall, expected: dict[str, list]) -> list[str]:
    """Return what is wrong with the walls of a table, in words; `expected` are the policies of its twin."""
    found = []
    enabled, forced, owner = rows(FLAGS, [table])[0]
    if not enabled or not forced:
        found.append("row-level security is not enabled and forced")
    if owner != "migrator":
        found.append(f"the table belongs to {owner}")
    if policies(table) != expected:
        found.append(f"its policies are not those of {wall}")
    triggers = dict(rows(TRIGGERS, [table]))
    if wall is Wall.CLIENT_ROW and triggers.get("wall_fill") != "O":
        found.append("nothing fills its wall columns")
    if wall is Wall.CLIENT and triggers.get("wall_push") != "O":
        found.append("nothing pushes changes to the rows about the client")
    if wall not in NOT_AUDITED and [triggers.get(name) for name in AUDIT] != ["A"] * 3:
        found.append("its changes are not all audited")
    found += [f"{who} may {what} directly" for who, what in rows(GRANTS, [table]) if (who, what) in FORBIDDEN]
    return found


FORBIDDEN = {
    (who, what)
    for who in ("web", "worker", "PUBLIC", "app")
    for what in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")
    if who != "app" or what in {"TRUNCATE", "TRIGGER", "REFERENCES"}
}


def policies(table: str) -> dict[str, list]:
    """Return the policies of a table, without its name in their text."""
    return {
        name: [command, permissive, roles, *(text and text.replace(f"{table}.", "") for text in (using, check))]
        for name, command, permissive, roles, using, check in rows(POLICIES, [table])
    }


def policies_of_a_twin(table: str, wall: Wall, private: str = "") -> dict[str, list]:
    """Build the wall on an empty table with the same columns and read it back (owner's sign-in, in a transaction)."""
    run(f"CREATE TABLE twin_of_{table} (LIKE {table})")
    for statement in protect_sql(f"twin_of_{table}", wall, "SELECT", private):
        if "POLICY" in statement or "ROW LEVEL" in statement:
            run(statement)
    return {name: [text.replace(f"twin_of_{table}.", "") if isinstance(text, str) else text for text in parts]
            for name, parts in policies(f"twin_of_{table}").items()}  # fmt: skip
