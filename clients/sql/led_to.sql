-- Which record a merged one leads to, at the end of the chain: asked by its public id or its key. The wall shows a
-- merged record to nobody but its agency, so this looks behind it; the caller then asks whether the actor sees what it
-- leads to. Reviewed: pinned search_path, no dynamic SQL, one community.
CREATE OR REPLACE FUNCTION clients_led_to(asked uuid, held bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH RECURSIVE way AS (
        SELECT c.id, c.merged_into_id FROM public.clients_client c
         WHERE (c.public_id = asked OR c.id = held) AND c.continuum_id = public.app_continuum()
           AND c.merged_into_id IS NOT NULL
         UNION ALL
        SELECT c.id, c.merged_into_id FROM way w JOIN public.clients_client c ON c.id = w.merged_into_id
    ) SELECT w.id FROM way w WHERE w.merged_into_id IS NULL
$$;

-- As in merge.sql, to the end of the chain: what is written for a record that was merged lands on the one that was
-- kept, also when that one was merged on.
CREATE OR REPLACE FUNCTION access_wall_fill() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE
    led_to bigint;
BEGIN
    IF TG_OP = 'INSERT' AND TG_TABLE_NAME NOT IN ('clients_identity', 'clients_merge') THEN
        LOOP
            SELECT c.merged_into_id INTO led_to FROM public.clients_client c WHERE c.id = NEW.client_id FOR KEY SHARE;
            EXIT WHEN led_to IS NULL;
            NEW.client_id := led_to;
        END LOOP;
    END IF;
    SELECT c.continuum_id, c.agency_id, c.survivor, c.shared_until
      INTO NEW.continuum_id, NEW.wall_agency_id, NEW.wall_survivor, NEW.wall_shared_until
      FROM public.clients_client c WHERE c.id = NEW.client_id AND c.continuum_id = NEW.continuum_id;
    IF NOT FOUND THEN
        -- The same refusal for a client that is hidden and one that does not exist.
        NEW.wall_agency_id := 0; NEW.wall_survivor := true; NEW.wall_shared_until := NULL;
    END IF;
    RETURN NEW;
END $$;
