"""Sharing follows releases, names are kept findable, and one function searches: all in the database."""

import django.db.models.deletion
from django.db import migrations, models

from cas_portal.access.rls import ProtectTable, Wall

# A release opens the record until its last day has ended where the community is; one that was revoked opens nothing.
RELEASE = """
CREATE FUNCTION clients_release_opens() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.clients_client c
       SET shared_until = (
           SELECT max((r.valid_through + 1)::timestamp AT TIME ZONE k.time_zone)
             FROM public.clients_release r JOIN public.accounts_continuum k ON k.id = r.continuum_id
            WHERE r.client_id = NEW.client_id AND r.scope = 'continuum' AND r.revoked_at IS NULL)
     WHERE c.id = NEW.client_id;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION clients_release_opens() FROM PUBLIC;
CREATE TRIGGER opens AFTER INSERT OR UPDATE OF scope, valid_through, revoked_at ON clients_release
FOR EACH ROW EXECUTE FUNCTION clients_release_opens();
"""

NAMES = """
CREATE FUNCTION clients_plain(words text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, public AS $$
    SELECT trim(regexp_replace(lower(public.unaccent(coalesce(words, ''))), '\\s+', ' ', 'g'))
$$;
CREATE FUNCTION clients_search_name() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.search_name := left(public.clients_plain(concat_ws(' ', NEW.first_name, NEW.alias, NEW.last_name)), 260);
    RETURN NEW;
END $$;
CREATE TRIGGER search_name BEFORE INSERT OR UPDATE OF first_name, alias, last_name, search_name ON clients_identity
FOR EACH ROW EXECUTE FUNCTION clients_search_name();
"""

# Reads past row-level security, so it repeats the wall of clients_client (cas_portal/access/rls.py) word for word and
# narrows it by what the caller's roles reach; arguments can only take away. Reviewed: pinned search_path, no dynamic
# SQL, at most 20 rows, nothing of a hidden row leaves.
SEARCH = """
CREATE FUNCTION clients_search(
    words text, born date, tel text, hmis text, ssn bytea, code text,
    released boolean, unreleased boolean, own bigint[], entered bigint[], granted bigint[]
) RETURNS TABLE (client_id bigint, name_score real, same_birth boolean, same_phone boolean, same_ssn boolean, same_id boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public SET pg_trgm.word_similarity_threshold = '0.5' AS $$
DECLARE
    plain text := public.clients_plain(words);
    pattern text := replace(replace(replace(plain, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%';
    hidden boolean := plain = '';
BEGIN
    RETURN QUERY
    WITH candidate AS (
        SELECT i.client_id AS id FROM public.clients_identity i
         WHERE NOT hidden AND (plain <% i.search_name OR i.search_name LIKE pattern OR i.search_name LIKE '% ' || pattern)
        UNION SELECT i.client_id FROM public.clients_identity i WHERE i.birth_date = born
        UNION SELECT i.client_id FROM public.clients_identity i WHERE tel <> '' AND i.phone <> '' AND i.phone = tel
        UNION SELECT i.client_id FROM public.clients_identity i WHERE i.ssn_index IS NOT NULL AND i.ssn_index = ssn
        UNION SELECT k.id FROM public.clients_client k
               WHERE hmis <> '' AND k.continuum_id = public.app_continuum() AND k.hud_id = hmis
        UNION SELECT k.id FROM public.clients_client k
               WHERE code <> '' AND k.continuum_id = public.app_continuum() AND k.survivor_code = code
    )
    SELECT c.id, CASE WHEN hidden THEN 0::real ELSE public.word_similarity(plain, coalesce(i.search_name, '')) END,
           coalesce(i.birth_date = born, false), coalesce(tel <> '' AND i.phone = tel, false),
           coalesce(i.ssn_index = ssn, false), coalesce(c.hud_id = hmis AND hmis <> '' OR c.survivor_code = code, false)
      FROM candidate JOIN public.clients_client c ON c.id = candidate.id
      LEFT JOIN public.clients_identity i ON i.client_id = c.id
     WHERE c.continuum_id = public.app_continuum() AND c.merged_into_id IS NULL
       AND ((NOT c.survivor AND c.shared_until > statement_timestamp() AND (released OR unreleased))
            OR (c.agency_id = ANY (public.app_agencies()) AND (c.agency_id = ANY (own) OR (NOT c.survivor
                AND (unreleased OR (c.agency_id = ANY (entered) AND c.created_by_id = public.app_user())))))
            OR (NOT c.survivor AND c.id IN (
                SELECT a.client_id FROM public.clients_clientaccess a
                 WHERE ((a.agency_id = ANY (public.app_agencies()) AND a.agency_id = ANY (granted)) OR a.user_id = public.app_user())
                   AND a.starts_at <= statement_timestamp() AND (a.ends_at IS NULL OR a.ends_at > statement_timestamp())))
            OR (c.survivor AND public.app_is_scas())
            OR public.app_is_system())
     ORDER BY coalesce(i.ssn_index = ssn, false) DESC, coalesce(c.hud_id = hmis AND hmis <> '', false) DESC,
              coalesce(tel <> '' AND i.phone = tel, false)::int + coalesce(i.birth_date = born, false)::int
              + CASE WHEN hidden THEN 0 ELSE public.word_similarity(plain, coalesce(i.search_name, '')) END DESC,
              i.search_name, c.id
     LIMIT 20;
END $$;
REVOKE EXECUTE ON FUNCTION clients_search(text, date, text, text, bytea, text, boolean, boolean, bigint[], bigint[], bigint[])
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clients_search(text, date, text, text, bytea, text, boolean, boolean, bigint[], bigint[], bigint[])
TO app;
"""

POLICIES = "".join(
    f"DROP POLICY IF EXISTS {name} ON clients_clientaccess;" for name in ("owner", "seen", "made", "changed", "removed")
)


class Migration(migrations.Migration):
    """Also: a contact is written once, and a grant says which agency gave it, so that it can end it."""

    dependencies = [("clients", "0002_walls"), ("accounts", "0001_initial")]
    operations = [
        migrations.AddField(
            "clientaccess",
            "granted_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
            ),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        ProtectTable("clients_clientaccess", Wall.CLIENT_ACCESS),
        migrations.RunSQL("REVOKE UPDATE ON clients_contact FROM app", migrations.RunSQL.noop),
        migrations.RunSQL(RELEASE, migrations.RunSQL.noop),
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
        # Loads pg_trgm into this session: until then nobody but a superuser may name its threshold in a function.
        migrations.RunSQL("SELECT show_limit()", migrations.RunSQL.noop),
        migrations.RunSQL(SEARCH, migrations.RunSQL.noop),
    ]
