"""Who changed a row last, for the page that says why a form cannot be saved: a person and a moment, no values."""

from django.db import migrations

READING = """
GRANT EXECUTE ON FUNCTION app_continuum() TO audit_owner;
SET LOCAL ROLE audit_owner;
-- Rows about no client are few: agencies, programs, roles, settings.
CREATE INDEX change_of_no_client ON audit.change (table_name, row_id, id) WHERE client_id IS NULL;
CREATE FUNCTION audit.last_change(told text, held bigint, about bigint) RETURNS TABLE (user_id bigint, at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, audit, pg_temp AS $$
    SELECT found.user_id, found.at FROM (
        (SELECT c.id, c.user_id, c.at FROM audit.change c
          WHERE about IS NULL AND c.client_id IS NULL AND c.table_name = told AND c.row_id = held
            AND c.continuum_id = public.app_continuum() ORDER BY c.id DESC LIMIT 1)
         UNION ALL
        (SELECT c.id, c.user_id, c.at FROM audit.change c
          WHERE c.client_id = about AND c.table_name = told AND c.row_id = held
            AND c.continuum_id = public.app_continuum() ORDER BY c.id DESC LIMIT 1)
    ) found
$$;
REVOKE EXECUTE ON FUNCTION audit.last_change(text, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.last_change(text, bigint, bigint) TO app;
RESET ROLE;
"""


class Migration(migrations.Migration):
    """One function, one index."""

    dependencies = [("audit", "0003_reading")]
    operations = [migrations.RunSQL(READING, migrations.RunSQL.noop)]
