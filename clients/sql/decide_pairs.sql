-- Whether whoever acts sees a named client: the wall of clients_client (cas_portal/access/rls.py), asked about one row;
-- without a release sysadmins alone decide. For the function below, which reads past row-level security.
CREATE OR REPLACE FUNCTION clients_seen_by_name(asked bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM public.clients_client c
         WHERE c.id = asked AND NOT c.survivor AND c.continuum_id = public.app_continuum()
           AND (c.shared_until > statement_timestamp() OR c.agency_id = ANY (public.app_agencies())
                OR EXISTS (
                    SELECT 1 FROM public.clients_clientaccess a
                     WHERE a.client_id = c.id AND (a.agency_id = ANY (public.app_agencies()) OR a.user_id = public.app_user())
                       AND a.starts_at <= statement_timestamp() AND (a.ends_at IS NULL OR a.ends_at > statement_timestamp()))
                OR public.app_holds('sysadmin') OR public.app_is_system()))
$$;
REVOKE EXECUTE ON FUNCTION clients_seen_by_name(bigint) FROM PUBLIC;

-- Writes down what somebody said about pairs of records they see, both; a hidden one is passed over like a missing one,
-- and what the job suspects about it stays. Reviewed: pinned search_path, no dynamic SQL, repeats the wall.
CREATE OR REPLACE FUNCTION clients_decide_pairs(about bigint, others bigint[], told text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    seen constant bigint[] := ARRAY(
        SELECT DISTINCT o.id FROM unnest(others) o (id) WHERE o.id <> about AND public.clients_seen_by_name(o.id));
    written integer;
BEGIN
    IF NOT public.clients_seen_by_name(about) THEN
        RETURN 0;
    END IF;
    INSERT INTO public.clients_pairdecision (continuum_id, low_id, high_id, answer, decided_by_id)
    SELECT public.app_continuum(), least(about, s.id), greatest(about, s.id), told, public.app_user()
      FROM unnest(seen) s (id) ORDER BY 2, 3
        ON CONFLICT (low_id, high_id) DO UPDATE
       SET answer = excluded.answer, decided_by_id = excluded.decided_by_id, decided_at = statement_timestamp();
    GET DIAGNOSTICS written = ROW_COUNT;
    DELETE FROM public.clients_suspectedpair p
     WHERE p.continuum_id = public.app_continuum()
       AND (p.low_id, p.high_id) IN (SELECT least(about, s.id), greatest(about, s.id) FROM unnest(seen) s (id));
    RETURN written;
END $$;
