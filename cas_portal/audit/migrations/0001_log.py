"""Schema `audit`, owned by a role nobody signs in as: change log by triggers, act log by one function."""

from django.db import migrations

SCHEMA = """
CREATE SCHEMA IF NOT EXISTS audit;
ALTER SCHEMA audit OWNER TO audit_owner;
REVOKE ALL ON SCHEMA audit FROM PUBLIC;
GRANT USAGE ON SCHEMA audit TO migrator, web, worker, app, backup;
SET LOCAL ROLE audit_owner;

CREATE TABLE audit.change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    txid bigint NOT NULL DEFAULT (pg_current_xact_id()::text)::bigint,
    login name NOT NULL DEFAULT session_user,
    continuum_id bigint, user_id bigint, agencies text, scope text, request_id text,
    table_name text NOT NULL, op text NOT NULL, row_id bigint, client_id bigint,
    before jsonb, after jsonb
);
CREATE INDEX change_client ON audit.change (client_id, at);
CREATE TABLE audit.act (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    txid bigint NOT NULL DEFAULT (pg_current_xact_id()::text)::bigint,
    login name NOT NULL DEFAULT session_user,
    continuum_id bigint, user_id bigint, agencies text, scope text, request_id text,
    kind text NOT NULL, client_ids bigint[] NOT NULL, purpose text NOT NULL, detail jsonb NOT NULL
);
CREATE INDEX act_clients ON audit.act USING gin (client_ids);

CREATE FUNCTION audit.log_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
          FROM (SELECT to_jsonb(n) AS j FROM new_rows n) r;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO audit.change (continuum_id, user_id, agencies, scope, request_id, table_name, op, row_id, client_id, before)
        SELECT coalesce((r.j ->> 'continuum_id')::bigint, continuum), who, agencies, purpose, request, TG_TABLE_NAME, TG_OP,
               (r.j ->> 'id')::bigint, (r.j ->> client_column)::bigint, r.j - hidden
          FROM (SELECT to_jsonb(o) AS j FROM old_rows o) r;
    ELSE
        INSERT INTO audit.change (continuum_id, user_id, agencies, scope, request_id, table_name, op, row_id, client_id, before, after)
        SELECT coalesce((c.n ->> 'continuum_id')::bigint, continuum), who, agencies, purpose, request, TG_TABLE_NAME, TG_OP,
               (c.n ->> 'id')::bigint, (c.n ->> client_column)::bigint, d.before - hidden, d.after - hidden
          FROM (SELECT to_jsonb(o) AS o, to_jsonb(n) AS n FROM old_rows o JOIN new_rows n ON n.id = o.id
                 WHERE o IS DISTINCT FROM n) c
         CROSS JOIN LATERAL (
               SELECT jsonb_object_agg(e.key, e.value) AS before, jsonb_object_agg(e.key, c.n -> e.key) AS after
                 FROM jsonb_each(c.o) e WHERE (c.n -> e.key) IS DISTINCT FROM e.value) d;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION audit.log_act(kind text, clients bigint[], purpose text, detail jsonb) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, audit AS $$
    INSERT INTO audit.act (continuum_id, user_id, agencies, scope, request_id, kind, client_ids, purpose, detail)
    VALUES (nullif(current_setting('app.continuum', true), '')::bigint, nullif(current_setting('app.user_id', true), '')::bigint,
            current_setting('app.agencies', true), current_setting('app.scope', true), current_setting('app.request_id', true),
            kind, clients, purpose, detail)
$$;
REVOKE EXECUTE ON FUNCTION audit.log_rows(), audit.log_act(text, bigint[], text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.log_act(text, bigint[], text, jsonb) TO web, worker, app;
GRANT EXECUTE ON FUNCTION audit.log_rows() TO migrator;
GRANT SELECT ON audit.change, audit.act TO backup;
RESET ROLE;
"""


class Migration(migrations.Migration):
    """Runs after the context functions."""

    dependencies = [("access", "0001_context")]
    operations = [migrations.RunSQL(SCHEMA, migrations.RunSQL.noop)]
