"""How many different clients people opened, by number alone: asked about oneself, and by those who change the setting."""

from django.db import migrations

OPENED = """
SET LOCAL ROLE audit_owner;
CREATE FUNCTION audit.opened_since(client bigint, since timestamptz) RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, audit, pg_temp AS $$
    -- This one and the others; a list that shows many at once opens none. Found by act_of_person.
    SELECT 1 + count(DISTINCT a.client_ids[1])::integer FROM audit.act a
     WHERE a.user_id = nullif(current_setting('app.user_id', true), '')::bigint AND a.at >= since
       AND a.kind = 'read' AND cardinality(a.client_ids) = 1 AND a.client_ids[1] <> client
$$;
CREATE FUNCTION audit.opened_more(than integer, since timestamptz) RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, audit, pg_temp AS $$
    SELECT count(DISTINCT h.user_id)::integer FROM (
        SELECT a.user_id FROM audit.act a
         WHERE public.app_holds('sysadmin', 'ssf_admin') AND a.continuum_id = public.app_continuum() AND a.at >= since
           AND a.kind = 'read' AND cardinality(a.client_ids) = 1 AND a.user_id IS NOT NULL
         GROUP BY a.user_id, date_trunc('hour', a.at)
        HAVING count(DISTINCT a.client_ids[1]) > than) h
$$;
REVOKE EXECUTE ON FUNCTION audit.opened_since(bigint, timestamptz), audit.opened_more(integer, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.opened_since(bigint, timestamptz), audit.opened_more(integer, timestamptz) TO app;
RESET ROLE;
"""


class Migration(migrations.Migration):
    """Two functions."""

    dependencies = [("audit", "0007_newest_first")]
    operations = [migrations.RunSQL(OPENED, migrations.RunSQL.noop)]
