-- What was said about two records, by whom and when, for a sysadmin. Reviewed: pinned search_path, no dynamic SQL.
CREATE OR REPLACE FUNCTION clients_pair_verdict(one bigint, other bigint)
RETURNS TABLE (answer text, decided_by_id bigint, decided_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT d.answer, d.decided_by_id, d.decided_at FROM public.clients_pairdecision d
     WHERE d.low_id = least(one, other) AND d.high_id = greatest(one, other)
       AND d.continuum_id = public.app_continuum() AND public.app_holds('sysadmin')
$$;
REVOKE EXECUTE ON FUNCTION clients_pair_verdict(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clients_pair_verdict(bigint, bigint) TO app;
