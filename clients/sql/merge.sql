-- Hang every row about one client on another. Which tables there are is known by the trigger that fills their wall
-- columns, so a new table cannot be forgotten; the four named ones stay, because they tell of the record itself.
-- Reviewed: pinned search_path; the only dynamic part is the name of a table, taken from the catalog.
CREATE OR REPLACE FUNCTION clients_tables_about() RETURNS SETOF regclass LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.tgrelid::regclass FROM pg_trigger t
     WHERE t.tgname = 'wall_fill' AND NOT t.tgisinternal
       AND t.tgrelid NOT IN ('public.clients_identity'::regclass, 'public.clients_merge'::regclass)
     ORDER BY t.tgrelid::regclass::text
$$;

-- Merge two records of one person: sysadmins only (policy §10), never survivors (§11). Returns what moved, by table.
CREATE OR REPLACE FUNCTION clients_merge(kept bigint, other bigint) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told regclass;
    ids bigint[];
    moved jsonb := '{}';
BEGIN
    PERFORM 1 FROM public.clients_client c WHERE c.id IN (kept, other) ORDER BY c.id FOR UPDATE;
    IF NOT public.app_holds('sysadmin') OR 2 <> (
        SELECT count(*) FROM public.clients_client c WHERE c.id IN (kept, other) AND kept <> other
           AND c.continuum_id = public.app_continuum() AND NOT c.survivor AND c.merged_into_id IS NULL) THEN
        RAISE EXCEPTION 'These records cannot be merged.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('app.merging', 'on', true);
    FOR told IN SELECT * FROM public.clients_tables_about() LOOP
        EXECUTE format('WITH gone AS (UPDATE %s SET client_id = $1 WHERE client_id = $2 RETURNING id)'
            ' SELECT array_agg(id ORDER BY id) FROM gone', told) INTO ids USING kept, other;
        moved := moved || CASE WHEN ids IS NULL THEN '{}' ELSE jsonb_build_object(told::text, to_jsonb(ids)) END;
    END LOOP;
    WITH gone AS (
        UPDATE public.clients_clientaccess a SET client_id = kept
         WHERE a.client_id = other AND NOT EXISTS (
               SELECT 1 FROM public.clients_clientaccess k WHERE k.client_id = kept AND k.ends_at IS NULL
                  AND a.ends_at IS NULL AND k.agency_id = a.agency_id AND k.reason = a.reason) RETURNING a.id
    ) SELECT array_agg(g.id ORDER BY g.id) INTO ids FROM gone g;
    moved := moved || CASE WHEN ids IS NULL THEN '{}' ELSE jsonb_build_object('clients_clientaccess', to_jsonb(ids)) END;
    -- Named helpers: the grant that moved says until when, guardian says who may see what; both must hold.
    INSERT INTO public.guardian_userobjectpermission (object_pk, content_type_id, permission_id, user_id)
    SELECT kept::text, g.content_type_id, g.permission_id, g.user_id
      FROM public.guardian_userobjectpermission g JOIN public.django_content_type t ON t.id = g.content_type_id
     WHERE t.app_label = 'clients' AND t.model = 'client' AND g.object_pk = other::text
        ON CONFLICT DO NOTHING;
    UPDATE public.clients_client c SET merged_into_id = kept, shared_until = NULL WHERE c.id = other;
    UPDATE public.clients_release r SET revoked_at = r.revoked_at WHERE r.client_id = kept;
    DELETE FROM public.clients_suspectedpair p WHERE other IN (p.low_id, p.high_id);
    PERFORM set_config('app.merging', '', true);
    RETURN moved;
END $$;

-- Undo a merge: what moved goes back, and so does what was written since and hangs on it. The rest stays where it is.
CREATE OR REPLACE FUNCTION clients_unmerge(merge bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    done public.clients_merge%ROWTYPE;
    told regclass;
    link record;
    more bigint := 1;
    count_moved bigint;
BEGIN
    SELECT * INTO done FROM public.clients_merge m WHERE m.id = merge FOR UPDATE;
    PERFORM 1 FROM public.clients_client c WHERE c.id IN (done.client_id, done.merged_id) ORDER BY c.id FOR UPDATE;
    IF NOT public.app_holds('sysadmin') OR done.undone_at IS NOT NULL OR done.undo_until < statement_timestamp()
       OR 2 <> (SELECT count(*) FROM public.clients_client c WHERE c.continuum_id = public.app_continuum()
                   AND ((c.id = done.client_id AND c.merged_into_id IS NULL)
                     OR (c.id = done.merged_id AND c.merged_into_id = done.client_id))) THEN
        RAISE EXCEPTION 'This merge cannot be undone.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('app.merging', 'on', true);
    UPDATE public.clients_client c SET merged_into_id = NULL, shared_until = done.merged_shared_until WHERE c.id = done.merged_id;
    FOR told IN SELECT * FROM public.clients_tables_about() UNION ALL SELECT 'public.clients_clientaccess'::regclass LOOP
        IF done.moved ? told::text THEN
            EXECUTE format('UPDATE %s SET client_id = $1 WHERE client_id = $2 AND id IN'
                ' (SELECT value::bigint FROM jsonb_array_elements_text($3))', told)
              USING done.merged_id, done.client_id, done.moved -> told::text;
        END IF;
    END LOOP;
    WHILE more > 0 LOOP
        more := 0;
        FOR link IN SELECT k.conrelid::regclass AS child, k.confrelid::regclass AS parent, a.attname AS via
                      FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
                     WHERE k.contype = 'f' AND k.conrelid IN (SELECT * FROM public.clients_tables_about())
                       AND k.confrelid IN (SELECT * FROM public.clients_tables_about()) LOOP
            EXECUTE format('UPDATE %s child SET client_id = $1 FROM %s parent WHERE parent.id = child.%I'
                ' AND parent.client_id = $1 AND child.client_id = $2 AND child.created_at > $3', link.child, link.parent, link.via)
              USING done.merged_id, done.client_id, done.created_at;
            GET DIAGNOSTICS count_moved = ROW_COUNT;
            more := more + count_moved;
        END LOOP;
    END LOOP;
    UPDATE public.clients_client c SET shared_until = done.kept_shared_until
     WHERE c.id = done.client_id AND NOT EXISTS (SELECT 1 FROM public.clients_release r WHERE r.client_id = c.id);
    UPDATE public.clients_release r SET revoked_at = r.revoked_at WHERE r.client_id IN (done.client_id, done.merged_id);
    -- What the releases that went back had opened to agencies by name is closed again.
    UPDATE public.clients_clientaccess a SET ends_at = statement_timestamp()
     WHERE a.client_id = done.client_id AND a.reason = 'release' AND a.created_at > done.created_at
       AND a.ends_at > statement_timestamp() AND NOT EXISTS (
           SELECT 1 FROM public.clients_release r WHERE r.client_id = a.client_id AND r.scope = 'named'
              AND r.revoked_at IS NULL AND a.agency_id = ANY (r.agencies));
    PERFORM set_config('app.merging', '', true);
END $$;

-- A row that is written for a record while it is being merged, or after, lands on the record that was kept: the lock
-- waits for a merge under way. Otherwise as in access 0001.
CREATE OR REPLACE FUNCTION access_wall_fill() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    led_to bigint;
BEGIN
    IF TG_OP = 'INSERT' AND TG_TABLE_NAME NOT IN ('clients_identity', 'clients_merge') THEN
        SELECT c.merged_into_id INTO led_to FROM public.clients_client c WHERE c.id = NEW.client_id FOR KEY SHARE;
        NEW.client_id := coalesce(led_to, NEW.client_id);
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
