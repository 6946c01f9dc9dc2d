"""Walls that ask for a role: what sysadmins and auditors see without a release, and who may open a client to others.

The role is read from the memberships of the person the transaction is bound to, by the database itself. Tables protected
after this migration get these policies with the others; here they are added to those that stand.
"""

from django.db import migrations

from cas_portal.access.rls import Statements, Wall, role_sql

HOLDS = """
CREATE FUNCTION app_holds(VARIADIC roles text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.accounts_membership m
          JOIN public.accounts_agency a ON a.id = m.agency_id
          JOIN public.accounts_user u ON u.id = m.user_id
         WHERE m.user_id = public.app_user() AND m.continuum_id = public.app_continuum()
           AND m.agency_id = ANY (public.app_agencies()) AND m.role = ANY (roles)
           AND m.starts_at <= statement_timestamp() AND (m.ends_at IS NULL OR m.ends_at > statement_timestamp())
           AND a.active AND u.is_active)
$$;
REVOKE EXECUTE ON FUNCTION app_holds(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_holds(text[]) TO app, web, worker;
"""


def _added(table: str, wall: Wall) -> list[str]:
    return [f"CREATE POLICY {name} ON {table} {text}" for name, text in role_sql(wall).items()]


# Which tables hold rows about a client is known by the trigger that fills their wall columns.
ROWS = "".join(
    f"EXECUTE format('{text.replace(chr(39), chr(39) * 2)}', told);" for text in _added("%s", Wall.CLIENT_ROW)
)
ABOUT_CLIENTS = f"""
DO $rows$ DECLARE told regclass; BEGIN
    FOR told IN SELECT t.tgrelid::regclass FROM pg_trigger t WHERE t.tgname = 'wall_fill' AND NOT t.tgisinternal LOOP
        {ROWS}
    END LOOP;
END $rows$
"""


class Migration(migrations.Migration):
    """Needs the memberships."""

    dependencies = [("access", "0003_hold_place"), ("accounts", "0002_grants")]
    operations = [
        migrations.RunSQL(HOLDS, migrations.RunSQL.noop),
        Statements(_added("clients_client", Wall.CLIENT)),
        Statements(_added("clients_clientaccess", Wall.CLIENT_ACCESS)),
        migrations.RunSQL(ABOUT_CLIENTS, migrations.RunSQL.noop),
    ]
