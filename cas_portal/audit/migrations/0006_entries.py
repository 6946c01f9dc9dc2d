"""The log of a community as one list, newest first, for sysadmins and auditors: what was done, never a value.

Nothing about a survivor alone is told, and no survivor is counted. Failed sign-ins happen before the portal knows a
community: they show where the account has a role, and those of unknown accounts where there is one community only.
"""

from django.db import migrations

NAMED = """
CREATE FUNCTION app_named_clients(ids bigint[]) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(c.id ORDER BY c.id), '{}') FROM public.clients_client c
     WHERE c.id = ANY (ids) AND c.continuum_id = public.app_continuum() AND NOT c.survivor
$$;
CREATE FUNCTION app_logs_here(account bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN account IS NULL THEN (SELECT count(*) = 1 FROM public.accounts_continuum)
                ELSE EXISTS (SELECT FROM public.accounts_membership m
                              WHERE m.user_id = account AND m.continuum_id = public.app_continuum()) END
$$;
REVOKE EXECUTE ON FUNCTION app_named_clients(bigint[]), app_logs_here(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_named_clients(bigint[]), app_logs_here(bigint) TO audit_owner;
"""

READING = r"""
SET LOCAL ROLE audit_owner;
CREATE FUNCTION audit.entries(
    acts text[], tables text[], besides text[], people bigint[], agency bigint, about bigint[], since timestamptz,
    until timestamptz, last_at timestamptz, last_place integer, last_id bigint, most integer
) RETURNS TABLE (place integer, id bigint, at timestamptz, user_id bigint, agencies bigint[], request_id text, what text,
    purpose text, row_id bigint, account bigint, address text, means text, named bigint[], told integer, fields text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, audit, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
    here constant bigint := public.app_continuum();
    ceiling constant timestamptz := least(coalesce(until, 'infinity'), coalesce(last_at + interval '1 microsecond', 'infinity'));
    bottom constant timestamptz := coalesce(since, '-infinity');
BEGIN
    IF NOT public.app_holds('sysadmin', 'auditor') THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH done AS (
        SELECT 1 AS place, a.id, a.at, a.user_id, a.agencies, a.request_id, a.kind, a.purpose, NULL::bigint AS row_id,
               CASE WHEN a.detail ->> 'account' ~ '^\d{1,18}$' THEN (a.detail ->> 'account')::bigint END AS account,
               a.detail, a.client_ids, NULL::text[] AS fields
          FROM audit.act a
         WHERE a.continuum_id = here AND a.at >= bottom AND a.at < ceiling
           AND (last_at IS NULL OR (a.at, 1, a.id) < (last_at, last_place, last_id))
           AND (acts IS NULL OR a.kind = ANY (acts))
           AND (people IS NULL OR a.user_id = ANY (people)
                OR (a.kind <> 'read' AND a.detail ->> 'account' = ANY (people::text[])))
           AND (agency IS NULL OR nullif(a.agencies, '')::bigint[] @> ARRAY[agency])
           AND (about IS NULL OR a.client_ids && about)
           AND (a.client_ids = '{}' OR a.kind IN ('exported', 'downloaded', 'printed')
                OR public.app_named_clients(a.client_ids) <> '{}')
         ORDER BY a.at DESC, a.id DESC LIMIT least(most, 200)
    ), outside AS (
        SELECT 1, a.id, a.at, a.user_id, a.agencies, a.request_id, a.kind, a.purpose, NULL::bigint,
               CASE WHEN a.detail ->> 'account' ~ '^\d{1,18}$' THEN (a.detail ->> 'account')::bigint END,
               a.detail, a.client_ids, NULL::text[]
          FROM audit.act a
         WHERE a.continuum_id IS NULL AND a.at >= bottom AND a.at < ceiling AND a.client_ids = '{}'
           AND (last_at IS NULL OR (a.at, 1, a.id) < (last_at, last_place, last_id))
           AND (acts IS NULL OR a.kind = ANY (acts))
           AND (people IS NULL OR a.detail ->> 'account' = ANY (people::text[]))
           AND agency IS NULL AND about IS NULL
           AND public.app_logs_here(
               CASE WHEN a.detail ->> 'account' ~ '^\d{1,18}$' THEN (a.detail ->> 'account')::bigint END)
         ORDER BY a.at DESC, a.id DESC LIMIT least(most, 200)
    ), changed AS (
        SELECT 0, c.id, c.at, c.user_id, c.agencies, c.request_id, c.op, c.table_name, c.row_id,
               CASE WHEN c.table_name = 'accounts_user' THEN c.row_id
                    WHEN coalesce(c.after, c.before) ->> 'user_id' ~ '^\d{1,18}$'
                    THEN (coalesce(c.after, c.before) ->> 'user_id')::bigint END,
               NULL::jsonb, CASE WHEN c.client_id IS NULL THEN '{}' ELSE ARRAY[c.client_id] END,
               ARRAY(SELECT jsonb_object_keys(coalesce(c.after, c.before)) ORDER BY 1)
          FROM audit.change c
         WHERE c.continuum_id = here AND c.at >= bottom AND c.at < ceiling
           AND (last_at IS NULL OR (c.at, 0, c.id) < (last_at, last_place, last_id))
           AND (tables IS NULL OR c.table_name = ANY (tables)) AND c.table_name <> ALL (besides)
           AND (people IS NULL OR c.user_id = ANY (people))
           AND (agency IS NULL OR nullif(c.agencies, '')::bigint[] @> ARRAY[agency])
           AND (about IS NULL OR c.client_id = ANY (about))
           AND (c.client_id IS NULL OR public.app_named_clients(ARRAY[c.client_id]) <> '{}')
         ORDER BY c.at DESC, c.id DESC LIMIT least(most, 200)
    )
    SELECT e.place, e.id, e.at, e.user_id, nullif(e.agencies, '')::bigint[], e.request_id, e.kind, e.purpose, e.row_id,
           e.account, e.detail ->> 'address', coalesce(e.detail ->> 'method', e.detail ->> 'by'), n.ids[1:10],
           cardinality(n.ids), e.fields
      FROM (SELECT * FROM done UNION ALL SELECT * FROM outside UNION ALL SELECT * FROM changed) e
     CROSS JOIN LATERAL (SELECT public.app_named_clients(e.client_ids) AS ids) n
     ORDER BY e.at DESC, e.place DESC, e.id DESC LIMIT least(most, 200);
END $$;
REVOKE EXECUTE ON FUNCTION audit.entries(text[], text[], text[], bigint[], bigint, bigint[], timestamptz, timestamptz,
    timestamptz, integer, bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.entries(text[], text[], text[], bigint[], bigint, bigint[], timestamptz, timestamptz,
    timestamptz, integer, bigint, integer) TO app;
RESET ROLE;
"""


class Migration(migrations.Migration):
    """Three functions."""

    dependencies = [("audit", "0005_tries"), ("accounts", "0002_grants"), ("clients", "0002_walls")]
    operations = [
        migrations.RunSQL(NAMED, migrations.RunSQL.noop),
        migrations.RunSQL(READING, migrations.RunSQL.noop),
    ]
