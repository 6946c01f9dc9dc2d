"""Somebody runs SQL of their own as the portal: the log cannot be read, forged, changed or muted that way (G6)."""

import pytest
from django.db import DatabaseError, connection, transaction

from cas_portal.access.binding import bind
from cas_portal.access.roles import Role
from clients.models import Client
from tests.factories.accounts import staff
from tests.factories.clients import ClientFactory

FORBIDDEN = {
    "read changes": "SELECT * FROM audit.change",
    "read acts": "SELECT count(*) FROM audit.act",
    "copy out": "COPY audit.change TO '/tmp/change'",
    "copy a program": "COPY clients_client FROM PROGRAM 'true'",
    "write a change": "INSERT INTO audit.change (table_name, op) VALUES ('x', 'INSERT')",
    "write an act": "INSERT INTO audit.act (kind, client_ids, purpose, detail) VALUES ('read', '{}', '', '{}')",
    "change a line": "UPDATE audit.act SET user_id = 1",
    "delete lines": "DELETE FROM audit.change",
    "empty it": "TRUNCATE audit.act",
    "drop it": "DROP TABLE audit.change",
    "lock it": "LOCK TABLE audit.change IN ACCESS EXCLUSIVE MODE",
    "move its numbers": "SELECT setval('audit.change_id_seq', 1)",
    "silence triggers of the session": "SET LOCAL session_replication_role = replica",
    "silence triggers by a function": "SELECT set_config('session_replication_role', 'replica', true)",
    "silence triggers for the login": "ALTER ROLE {login} SET session_replication_role = replica",
    "silence one table": "ALTER TABLE clients_client DISABLE TRIGGER ALL",
    "drop one trigger": "DROP TRIGGER audit_update ON clients_client",
    "a trigger of one's own": "CREATE TRIGGER mine BEFORE UPDATE ON clients_client FOR EACH ROW"
    " EXECUTE FUNCTION access_raise_version()",
    "a rule instead": "CREATE RULE mine AS ON UPDATE TO clients_client DO INSTEAD NOTHING",
    "inherit from a table": "ALTER TABLE clients_client NO INHERIT clients_identity",
    "a schema of one's own": "CREATE SCHEMA mine",
    "a function before others": "CREATE FUNCTION public.to_jsonb(text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a function in the log": "CREATE FUNCTION audit.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "another body": "CREATE OR REPLACE FUNCTION audit.log_act(kind text, clients bigint[], purpose text, detail jsonb)"
    " RETURNS void LANGUAGE sql AS 'SELECT NULL::void'",
    "another path": "ALTER FUNCTION audit.log_rows() SET search_path = public",
    "call the trigger's function": "SELECT audit.log_rows()",
    "an operator of one's own": "CREATE OPERATOR public.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)",
    "an extension": "CREATE EXTENSION dblink",
    "become its owner": "SET LOCAL ROLE audit_owner",
    "become the migrator": "SET LOCAL ROLE migrator",
    "become the reader": "SET LOCAL ROLE backup",
    "become the administrator": "SET LOCAL SESSION AUTHORIZATION postgres",
    "grant": "GRANT SELECT ON audit.change TO {login}",
    "grant the role": "GRANT audit_owner TO {login}",
    "pass the walls": "ALTER ROLE {login} BYPASSRLS",
    "a file": "SELECT pg_read_file('PG_VERSION')",
    "an event trigger": "CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION access_raise_version()",
    "a publication": "CREATE PUBLICATION mine FOR TABLE clients_client",
    "prepared work": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
}  # fmt: skip


def refused(statement: str) -> bool:
    """Whether the database says no for lack of rights."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        # 42501: no right; 42P17 and 0A000 would be a statement that proves nothing.
        assert getattr(error.__cause__, "sqlstate", "") == "42501", error
        return True
    return False


@pytest.mark.parametrize("what", FORBIDDEN)
def test_requests_cannot(what, db):
    statement = FORBIDDEN[what].replace("{login}", "web")
    actor = staff(Role.SYSADMIN)
    assert refused(statement)
    with transaction.atomic(), bind(actor):
        assert refused(statement)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_jobs_cannot_either(as_worker):
    actor = staff(Role.SYSADMIN)
    with as_worker():
        for text in FORBIDDEN.values():
            statement = text.replace("{login}", "worker")
            assert refused(statement), statement
            with transaction.atomic(), bind(actor):
                assert refused(statement), statement


MUFFLERS = {
    "an empty path": ["SET LOCAL search_path = ''"],
    "a foreign path": ["SET LOCAL search_path = pg_temp, information_schema"],
    "settings that name nobody": ["SELECT set_config('app.user_id', '', true), set_config('app.request_id', '', true)"],
    "every setting of its own": [
        "SELECT set_config('app.merging', 'on', true), set_config('audit.off', 'on', true),"
        " set_config('pgtrigger.ignore', '{*}', true), set_config('check_function_bodies', 'off', true),"
        " set_config('row_security', 'on', true)"
    ],
    "a rolled back savepoint": ["SAVEPOINT one", "ROLLBACK TO SAVEPOINT one"],
}
SHADOWS = ["change", "act", "pg_trigger", "new_rows", "old_rows", "clients_client", "accounts_membership"]


def changed_under(statements: list[str], client: Client) -> None:
    actor = staff(Role.ASSESSOR, agency=client.agency)
    with transaction.atomic(), bind(actor), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("UPDATE public.clients_client SET birth_year = 1971 WHERE id = %s", [client.pk])
        assert cursor.rowcount == 1


def written(audit_log, client: Client) -> list[tuple]:
    return audit_log(
        "SELECT login, before ->> 'birth_year', after ->> 'birth_year' FROM audit.change"
        " WHERE client_id = %s AND op = 'UPDATE' AND after ? 'birth_year'",
        client.pk,
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", MUFFLERS)
def test_no_setting_mutes_a_change(how, audit_log):
    client = ClientFactory(birth_year=1970)
    changed_under(MUFFLERS[how], client)
    assert written(audit_log, client) == [("web", "1970", "1971")]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_temporary_tables_of_a_job_catch_no_line(audit_log, as_worker):
    client = ClientFactory(birth_year=1970)
    columns = "id bigint, client_id bigint, continuum_id bigint, table_name text, op text"
    shadows = [f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP" for name in SHADOWS]
    actor = staff(Role.ASSESSOR, agency=client.agency)
    with as_worker(), transaction.atomic(), connection.cursor() as cursor:
        for statement in shadows:
            cursor.execute(statement)
        with bind(actor):
            cursor.execute("UPDATE public.clients_client SET birth_year = 1971 WHERE id = %s", [client.pk])
    assert written(audit_log, client) == [("worker", "1970", "1971")]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_who_claims_to_be_somebody_else_is_still_the_login_that_did_it(audit_log):
    """With SQL in hand one can name another person; the login, the moment and the transaction stay true (ADR 12)."""
    client = ClientFactory(birth_year=1970)
    changed_under(["SELECT set_config('app.user_id', '424242', true)"], client)
    rows = audit_log("SELECT login, user_id FROM audit.change WHERE client_id = %s AND op = 'UPDATE'", client.pk)
    assert rows == [("web", 424242)]
