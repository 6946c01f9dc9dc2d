"""Who belongs to a household, under a key that says nothing about who they are: for questions asked of each adult."""

from django.db import migrations

# Like clients_household_ages it repeats the wall of clients_client: whoever cannot see the head learns nothing. Reviewed:
# pinned search_path, no dynamic SQL; no name, date or client leaves. The key is the public id of the first row by which
# somebody belongs to the household, so that it stays theirs when they leave and return, or when their record is merged.
# Of those who do not belong to it on the day nothing but the key is told.
PEOPLE = """
CREATE FUNCTION clients_household_people(of_household bigint, on_day date)
RETURNS TABLE (key uuid, here boolean, relationship smallint, age integer, lives_elsewhere boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.key, p.here,
           CASE WHEN p.here THEN p.relationship END::smallint,
           CASE WHEN p.here THEN extract(year FROM age(on_day, p.born)) END::integer,
           p.here AND p.lives_elsewhere
      FROM (
        SELECT DISTINCT ON (m.client_id)
               first_value(m.public_id) OVER every_row AS key,
               first_value(m.id) OVER every_row AS first_id,
               m.joined_on <= on_day AND (m.left_on IS NULL OR m.left_on > on_day) AS here,
               m.relationship, m.lives_elsewhere,
               coalesce(i.birth_date, make_date(k.birth_year, 1, 1)) AS born
          FROM public.clients_household h
          JOIN public.clients_client c ON c.id = h.client_id
          JOIN public.clients_householdmember m ON m.household_id = h.id
          JOIN public.clients_client k ON k.id = m.client_id
          LEFT JOIN public.clients_identity i ON i.client_id = m.client_id
         WHERE h.id = of_household
           AND c.continuum_id = public.app_continuum()
           AND ((NOT c.survivor AND c.shared_until > statement_timestamp())
                OR c.agency_id = ANY (public.app_agencies())
                OR (NOT c.survivor AND c.id IN (
                    SELECT a.client_id FROM public.clients_clientaccess a
                     WHERE (a.agency_id = ANY (public.app_agencies()) OR a.user_id = public.app_user())
                       AND a.starts_at <= statement_timestamp()
                       AND (a.ends_at IS NULL OR a.ends_at > statement_timestamp())))
                OR (c.survivor AND public.app_is_scas())
                OR (NOT c.survivor AND public.app_holds('sysadmin', 'auditor'))
                OR public.app_is_system())
        WINDOW every_row AS (PARTITION BY m.client_id ORDER BY m.id)
         ORDER BY m.client_id, here DESC, m.id DESC
      ) p
     ORDER BY p.here DESC, p.relationship, p.first_id
$$;
REVOKE EXECUTE ON FUNCTION clients_household_people(bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clients_household_people(bigint, date) TO app;
"""


class Migration(migrations.Migration):
    """One function beside the one it resembles; EXECUTE goes to `app` alone."""

    dependencies = [("clients", "0029_household_ages_for_overseers")]
    operations = [migrations.RunSQL(PEOPLE, "DROP FUNCTION clients_household_people(bigint, date)")]
