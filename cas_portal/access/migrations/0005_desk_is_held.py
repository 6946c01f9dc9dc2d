"""The desk for survivors is read from the membership of the bound person; the setting that asks for it is not enough."""

from django.db import migrations

HELD = """
CREATE FUNCTION app_holds_desk() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.accounts_membership m
          JOIN public.accounts_agency a ON a.id = m.agency_id
          JOIN public.accounts_user u ON u.id = m.user_id
         WHERE m.user_id = public.app_user() AND m.continuum_id = public.app_continuum()
           AND m.agency_id = ANY (public.app_agencies()) AND m.role = 'ssf_admin' AND m.scas_desk
           AND m.starts_at <= statement_timestamp() AND (m.ends_at IS NULL OR m.ends_at > statement_timestamp())
           AND a.active AND u.is_active)
$$;
REVOKE EXECUTE ON FUNCTION app_holds_desk() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_holds_desk() TO app, web, worker;
CREATE OR REPLACE FUNCTION app_is_scas() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT current_setting('app.scope', true) = 'scas' AND public.app_holds_desk() $$;
"""

# Walls ask once for each statement; those made by earlier migrations asked for each row.
ONCE = """
DO $walls$
DECLARE
    wall record;
    told text := '( SELECT app_is_scas() AS app_is_scas)';
BEGIN
    FOR wall IN
        SELECT schemaname, tablename, policyname, replace(qual, 'app_is_scas()', told) AS seen,
               replace(with_check, 'app_is_scas()', told) AS made
          FROM pg_policies WHERE qual LIKE '%app_is_scas()%' AND qual NOT LIKE '%SELECT app_is_scas()%'
    LOOP
        EXECUTE format('ALTER POLICY %I ON %I.%I USING (%s)', wall.policyname, wall.schemaname, wall.tablename, wall.seen)
             || coalesce(' WITH CHECK (' || wall.made || ')', '');
    END LOOP;
END $walls$
"""


class Migration(migrations.Migration):
    """Needs the memberships; tables protected later come with walls that ask once."""

    dependencies = [("access", "0004_roles_in_walls")]
    operations = [
        migrations.RunSQL(HELD, migrations.RunSQL.noop),
        migrations.RunSQL(ONCE, migrations.RunSQL.noop),
    ]
