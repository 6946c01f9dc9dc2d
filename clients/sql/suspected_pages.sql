-- The pairs a sysadmin is to look at, a page by key: beside the pair at (likest, beyond), on the side asked for, and for
-- one reason when it is named. Behind the wall of jobs, because a pair tells that a record exists; so the one function
-- that shows them asks for the role itself. Reviewed: pinned search_path, no dynamic SQL.
DROP FUNCTION IF EXISTS clients_suspected_pairs(bigint, integer);
CREATE FUNCTION clients_suspected_pairs(likest double precision, beyond bigint, back boolean, why text, most integer)
RETURNS TABLE (id bigint, low bigint, high bigint, likeness double precision, same_ssn boolean, same_birth boolean, same_phone boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT public.app_holds('sysadmin') THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT p.id, p.low_id, p.high_id, p.likeness, p.same_ssn, p.same_birth, p.same_phone
      FROM public.clients_suspectedpair p
     WHERE p.continuum_id = public.app_continuum()
       AND (likest IS NULL OR CASE WHEN back THEN (p.likeness, -p.id) > (likest, -beyond)
                                   ELSE (p.likeness, -p.id) < (likest, -beyond) END)
       AND CASE why WHEN 'ssn' THEN p.same_ssn WHEN 'birth' THEN p.same_birth WHEN 'phone' THEN p.same_phone
                    WHEN 'name' THEN NOT (p.same_ssn OR p.same_birth OR p.same_phone) ELSE true END
     ORDER BY CASE WHEN back THEN p.likeness ELSE -p.likeness END, CASE WHEN back THEN -p.id ELSE p.id END
     LIMIT most;
END $$;
REVOKE EXECUTE ON FUNCTION clients_suspected_pairs(double precision, bigint, boolean, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clients_suspected_pairs(double precision, bigint, boolean, text, integer) TO app;
