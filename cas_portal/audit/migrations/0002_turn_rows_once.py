"""The change log turns each row into JSON once: without OFFSET 0 the planner repeats it for every column that reads it."""

from django.db import migrations

LOG_ROWS = """
SET LOCAL ROLE audit_owner;
CREATE OR REPLACE FUNCTION audit.log_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, audit AS $$
DECLARE
    client_column text := TG_ARGV[0];
    hidden text[] := TG_ARGV[1]::text[];
    continuum bigint := nullif(current_setting('app.continuum', true), '')::bigint;
    who bigint := nullif(current_setting('app.user_id', true), '')::bigint;
    agencies text := current_setting('app.agencies', true);
    purpose text := current_setting('app.scope', true);
    request text := current_setting('app.request_id', true);
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO audit.change (continuum_id, user_id, agencies, scope, request_id, table_name, op, row_id, client_id, after)
        SELECT coalesce((r.j ->> 'continuum_id')::bigint, continuum), who, agencies, purpose, request, TG_TABLE_NAME, TG_OP,
               (r.j ->> 'id')::bigint, (r.j ->> client_column)::bigint, r.j - hidden
          FROM (SELECT to_jsonb(n) AS j FROM new_rows n OFFSET 0) r;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO audit.change (continuum_id, user_id, agencies, scope, request_id, table_name, op, row_id, client_id, before)
        SELECT coalesce((r.j ->> 'continuum_id')::bigint, continuum), who, agencies, purpose, request, TG_TABLE_NAME, TG_OP,
               (r.j ->> 'id')::bigint, (r.j ->> client_column)::bigint, r.j - hidden
          FROM (SELECT to_jsonb(o) AS j FROM old_rows o OFFSET 0) r;
    ELSE
        INSERT INTO audit.change (continuum_id, user_id, agencies, scope, request_id, table_name, op, row_id, client_id, before, after)
        SELECT coalesce((c.n ->> 'continuum_id')::bigint, continuum), who, agencies, purpose, request, TG_TABLE_NAME, TG_OP,
               (c.n ->> 'id')::bigint, (c.n ->> client_column)::bigint, d.before - hidden, d.after - hidden
          FROM (SELECT to_jsonb(o) AS o, to_jsonb(n) AS n FROM old_rows o JOIN new_rows n ON n.id = o.id
                 WHERE o IS DISTINCT FROM n OFFSET 0) c
         CROSS JOIN LATERAL (
               SELECT jsonb_object_agg(e.key, e.value) AS before, jsonb_object_agg(e.key, c.n -> e.key) AS after
                 FROM jsonb_each(c.o) e WHERE (c.n -> e.key) IS DISTINCT FROM e.value) d;
    END IF;
    RETURN NULL;
END $$;
RESET ROLE;
"""


class Migration(migrations.Migration):
    """Replaces the body; owner, rights and triggers stay."""

    dependencies = [("audit", "0001_log")]
    operations = [migrations.RunSQL(LOG_ROWS, migrations.RunSQL.noop)]
