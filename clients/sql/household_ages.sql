-- Everybody in a household, as age and relationship and nothing else: also members whose own record is closed to the
-- caller. Reads past row-level security, so it repeats the walls of clients_client (cas_portal/access/rls.py) for the
-- head, that of the overseers included: whoever cannot see the head learns nothing. Reviewed: pinned search_path, no
-- dynamic SQL, no id, name or date leaves.
CREATE OR REPLACE FUNCTION clients_household_ages(of_household bigint, besides bigint, on_day date)
RETURNS TABLE (relationship smallint, age integer, lives_elsewhere boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT m.relationship::smallint,
           extract(year FROM age(on_day, coalesce(i.birth_date, make_date(k.birth_year, 1, 1))))::integer,
           m.lives_elsewhere
      FROM public.clients_household h
      JOIN public.clients_client c ON c.id = h.client_id
      JOIN public.clients_householdmember m ON m.household_id = h.id
      JOIN public.clients_client k ON k.id = m.client_id
      LEFT JOIN public.clients_identity i ON i.client_id = m.client_id
     WHERE h.id = of_household AND m.client_id IS DISTINCT FROM besides
       AND m.joined_on <= on_day AND (m.left_on IS NULL OR m.left_on > on_day)
       AND c.continuum_id = public.app_continuum()
       AND ((NOT c.survivor AND c.shared_until > statement_timestamp())
            OR c.agency_id = ANY (public.app_agencies())
            OR (NOT c.survivor AND c.id IN (
                SELECT a.client_id FROM public.clients_clientaccess a
                 WHERE (a.agency_id = ANY (public.app_agencies()) OR a.user_id = public.app_user())
                   AND a.starts_at <= statement_timestamp() AND (a.ends_at IS NULL OR a.ends_at > statement_timestamp())))
            OR (c.survivor AND public.app_is_scas())
            OR (NOT c.survivor AND public.app_holds('sysadmin', 'auditor'))
            OR public.app_is_system())
     ORDER BY m.relationship, m.id
$$;
