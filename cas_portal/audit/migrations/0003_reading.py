"""Reading the log back, about one client at a time: who viewed them, and what was changed.

The sign-in roles still cannot read the tables. These functions answer for one client, and only whom policy lets ask:
sysadmins and auditors about everybody but survivors, agency managers about clients of their agency. What a value was
is told to sysadmins alone; auditors learn which fields changed.
"""

from django.db import migrations

MAY_ASK = """
CREATE FUNCTION app_may_ask(client bigint, about text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.clients_client c
         WHERE c.id = client AND c.continuum_id = public.app_continuum()
           AND ((NOT c.survivor AND public.app_holds('sysadmin', 'auditor'))
                OR (about = 'views' AND public.app_holds('agency_manager') AND c.agency_id IN (
                    SELECT m.agency_id FROM public.accounts_membership m
                     WHERE m.user_id = public.app_user() AND m.role = 'agency_manager'
                       AND m.agency_id = ANY (public.app_agencies()) AND m.starts_at <= statement_timestamp()
                       AND (m.ends_at IS NULL OR m.ends_at > statement_timestamp())))))
$$;
REVOKE EXECUTE ON FUNCTION app_may_ask(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_may_ask(bigint, text) TO audit_owner;
GRANT EXECUTE ON FUNCTION app_holds(text[]) TO audit_owner;
"""

READING = """
SET LOCAL ROLE audit_owner;
CREATE FUNCTION audit.views_of(client bigint, since timestamptz, until timestamptz, below bigint, most integer)
RETURNS TABLE (id bigint, at timestamptz, user_id bigint, agencies bigint[], request_id text, kind text, purpose text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, audit AS $$
    SELECT a.id, a.at, a.user_id, nullif(a.agencies, '')::bigint[], a.request_id, a.kind, a.purpose
      FROM audit.act a
     WHERE public.app_may_ask(client, 'views') AND a.client_ids @> ARRAY[client]
       AND (since IS NULL OR a.at >= since) AND (until IS NULL OR a.at < until) AND (below IS NULL OR a.id < below)
     ORDER BY a.id DESC LIMIT least(most, 200)
$$;
CREATE FUNCTION audit.changes_of(client bigint, since timestamptz, until timestamptz, below bigint, most integer)
RETURNS TABLE (id bigint, at timestamptz, user_id bigint, agencies bigint[], request_id text, table_name text, op text,
    fields text[], was jsonb, became jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, audit AS $$
    SELECT c.id, c.at, c.user_id, nullif(c.agencies, '')::bigint[], c.request_id, c.table_name, c.op,
           ARRAY(SELECT jsonb_object_keys(coalesce(c.after, c.before)) ORDER BY 1),
           CASE WHEN public.app_holds('sysadmin') THEN c.before END,
           CASE WHEN public.app_holds('sysadmin') THEN c.after END
      FROM audit.change c
     WHERE public.app_may_ask(client, 'changes') AND c.client_id = client
       AND (since IS NULL OR c.at >= since) AND (until IS NULL OR c.at < until) AND (below IS NULL OR c.id < below)
     ORDER BY c.id DESC LIMIT least(most, 200)
$$;
REVOKE EXECUTE ON FUNCTION audit.views_of(bigint, timestamptz, timestamptz, bigint, integer),
    audit.changes_of(bigint, timestamptz, timestamptz, bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.views_of(bigint, timestamptz, timestamptz, bigint, integer),
    audit.changes_of(bigint, timestamptz, timestamptz, bigint, integer) TO app;
RESET ROLE;
"""


class Migration(migrations.Migration):
    """Needs the roles in walls and the clients."""

    dependencies = [("audit", "0002_turn_rows_once"), ("access", "0004_roles_in_walls"), ("clients", "0002_walls")]
    operations = [
        migrations.RunSQL(MAY_ASK, migrations.RunSQL.noop),
        migrations.RunSQL(READING, migrations.RunSQL.noop),
    ]
