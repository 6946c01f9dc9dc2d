-- The pairs a sysadmin is to look at. Behind the wall of jobs, because a pair tells that a record exists; so the one
-- function that shows them asks for the role itself. Reviewed: pinned search_path, no dynamic SQL.
CREATE OR REPLACE FUNCTION clients_suspected_pairs(beyond bigint, most integer)
RETURNS TABLE (id bigint, low bigint, high bigint, likeness double precision, same_ssn boolean, same_birth boolean, same_phone boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH last AS (SELECT p.likeness, p.id FROM public.clients_suspectedpair p WHERE p.id = beyond)
    SELECT p.id, p.low_id, p.high_id, p.likeness, p.same_ssn, p.same_birth, p.same_phone
      FROM public.clients_suspectedpair p
     WHERE p.continuum_id = public.app_continuum() AND public.app_holds('sysadmin')
       AND (beyond = 0 OR (p.likeness, -p.id) < (SELECT l.likeness, -l.id FROM last l))
     ORDER BY p.likeness DESC, p.id LIMIT most
$$;

-- Writes down what somebody said about pairs, and asks no more. The service has made sure that they see both records.
CREATE OR REPLACE FUNCTION clients_decide_pairs(about bigint, others bigint[], told text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    written integer;
BEGIN
    INSERT INTO public.clients_pairdecision (continuum_id, low_id, high_id, answer, decided_by_id)
    SELECT c.continuum_id, least(c.id, o.id), greatest(c.id, o.id), told, public.app_user()
      FROM public.clients_client c JOIN public.clients_client o ON o.id = ANY (others) AND o.id <> c.id
     WHERE c.id = about AND c.continuum_id = public.app_continuum() AND o.continuum_id = c.continuum_id
       AND NOT c.survivor AND NOT o.survivor
     ORDER BY 2, 3
        ON CONFLICT (low_id, high_id) DO UPDATE
       SET answer = excluded.answer, decided_by_id = excluded.decided_by_id, decided_at = statement_timestamp();
    GET DIAGNOSTICS written = ROW_COUNT;
    DELETE FROM public.clients_suspectedpair p
     WHERE p.continuum_id = public.app_continuum()
       AND (p.low_id, p.high_id) IN (SELECT least(about, o), greatest(about, o) FROM unnest(others) o);
    RETURN written;
END $$;

-- What was said about two records, for a sysadmin.
CREATE OR REPLACE FUNCTION clients_pair_answer(one bigint, other bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT d.answer FROM public.clients_pairdecision d
     WHERE d.low_id = least(one, other) AND d.high_id = greatest(one, other)
       AND d.continuum_id = public.app_continuum() AND public.app_holds('sysadmin')
$$;
