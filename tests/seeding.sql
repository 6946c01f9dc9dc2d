-- What tests alone may do: write roles as the owner of the tables, inside the transaction of a test.
-- The schema exists in the databases of the suite, never in what is migrated.
SET ROLE migrator;
CREATE SCHEMA tests_only;
GRANT USAGE ON SCHEMA tests_only TO web, worker, app;

CREATE FUNCTION tests_only.columns() RETURNS text LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
     WHERE attrelid = 'public.accounts_membership'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'id'
$$;

CREATE FUNCTION tests_only.seed_membership(given jsonb) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made bigint;
BEGIN
    EXECUTE format(
        'INSERT INTO public.accounts_membership (%1$s)'
        ' SELECT %1$s FROM jsonb_populate_record(NULL::public.accounts_membership, $1) RETURNING id',
        tests_only.columns()) USING given INTO made;
    RETURN made;
END $$;

CREATE FUNCTION tests_only.change_membership(held bigint, given jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format(
        'UPDATE public.accounts_membership m SET (%1$s) = (SELECT %1$s FROM jsonb_populate_record(m, $2)) WHERE id = $1',
        tests_only.columns()) USING held, given;
END $$;
