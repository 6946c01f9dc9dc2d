-- The likest names among those the walls let through, likest first; called by clients_search only. Three steps, each
-- one only while fewer than three people are near enough: two of the words asked for share a key with the name (or the
-- only one does, or the name begins so); any word does; letters in common.
CREATE OR REPLACE FUNCTION clients_search_names(
    plain text, released boolean, everybody boolean, agencies bigint[], open_to bigint[]
) RETURNS TABLE (client_id bigint, score real) LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp SET pg_trgm.word_similarity_threshold = '0.45'
SET enable_seqscan = off SET jit = off SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    asked constant text[] := (public.clients_name_words(plain))[1 : 5];
    single constant boolean := cardinality(asked) = 1;
    beginning constant text := replace(replace(replace(plain, '\', '\\'), '%', '\%'), '_', '\_') || '%';
    a constant text[] := coalesce(public.clients_word_keys(asked[1]), '{}');
    b constant text[] := coalesce(public.clients_word_keys(asked[2]), '{}');
    c constant text[] := coalesce(public.clients_word_keys(asked[3]), '{}');
    d constant text[] := coalesce(public.clients_word_keys(asked[4]), '{}') || coalesce(public.clients_word_keys(asked[5]), '{}');
    joined constant text[] := ARRAY[asked[1] || asked[2], asked[2] || asked[3], asked[1] || asked[2] || asked[3]];
    bars constant real[] := '{0.8, 0.65, 0}';
    ids bigint[];
    names text[];
    scores real[];
    near integer := 0;
BEGIN
    FOR step IN 0 .. 2 LOOP
        EXIT WHEN cardinality(asked) = 0 OR near >= 3;
        CONTINUE WHEN step = 1 AND single;
        SELECT array_agg(f.client_id), array_agg(f.search_name) INTO ids, names FROM (
            SELECT i.client_id, i.search_name FROM public.clients_identity i
             WHERE i.continuum_id = public.app_continuum()
               AND (everybody OR (released AND i.wall_shared_until > statement_timestamp())
                    OR i.wall_agency_id = ANY (agencies) OR i.client_id = ANY (open_to))
               AND ((step = 0 AND single AND (public.clients_name_keys(i.search_name) && a
                        OR i.search_name LIKE beginning OR i.search_name LIKE '% ' || beginning))
                 OR (step = 0 AND NOT single AND (public.clients_name_keys(i.search_name) && joined
                        OR (public.clients_name_keys(i.search_name) && a AND public.clients_name_keys(i.search_name) && (b || c || d))
                        OR (public.clients_name_keys(i.search_name) && b AND public.clients_name_keys(i.search_name) && (c || d))
                        OR (public.clients_name_keys(i.search_name) && c AND public.clients_name_keys(i.search_name) && d)))
                 OR (step = 1 AND public.clients_name_keys(i.search_name) && (a || b || c || d))
                 OR (step = 2 AND plain OPERATOR(public.<%) i.search_name))
             LIMIT 8000) f;
        SELECT array_agg(s.id), array_agg(s.score) INTO ids, scores FROM (
            SELECT n.id, n.score FROM public.clients_name_scores(ids, names, asked) n ORDER BY n.score DESC LIMIT 300) s;
        near := near + (SELECT count(*) FROM unnest(scores) s WHERE s >= bars[step + 1]);
        RETURN QUERY SELECT * FROM unnest(ids, scores);
    END LOOP;
END $$;

-- Reads past row-level security, so it repeats the wall of clients_client (cas_portal/access/rls.py) word for word and
-- narrows it by what the caller's roles reach; arguments can only take away. Names are compared only where the wall
-- columns of the identity let through, so that what is hidden never crowds out what is not. Reviewed: pinned
-- search_path, no dynamic SQL, at most 20 rows, nothing of a hidden row leaves.
CREATE OR REPLACE FUNCTION clients_search(
    words text, born date, tel text, hmis text, ssn bytea, code text,
    released boolean, unreleased boolean, own bigint[], entered bigint[], granted bigint[]
) RETURNS TABLE (client_id bigint, name_score real, same_birth boolean, same_phone boolean, same_ssn boolean, same_id boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    plain constant text := public.clients_plain(words);
    -- The code of a client that pages and mails show is the beginning of the id in addresses: eight of its digits.
    short constant boolean := code ~ '^[0-9a-f]{8}$';
    first_id constant uuid := CASE WHEN short THEN (code || '-0000-0000-0000-000000000000')::uuid END;
    last_id constant uuid := CASE WHEN short THEN (code || '-ffff-ffff-ffff-ffffffffffff')::uuid END;
    overseer constant boolean := unreleased AND public.app_holds('sysadmin', 'auditor');
    open_to constant bigint[] := ARRAY(
        SELECT a.client_id FROM public.clients_clientaccess a
         WHERE ((a.agency_id = ANY (public.app_agencies()) AND a.agency_id = ANY (granted)) OR a.user_id = public.app_user())
           AND a.starts_at <= statement_timestamp() AND (a.ends_at IS NULL OR a.ends_at > statement_timestamp()));
BEGIN
    RETURN QUERY
    WITH named AS MATERIALIZED (
        SELECT n.client_id AS id, max(n.score) AS score
          FROM public.clients_search_names(plain, released OR unreleased, overseer OR public.app_is_system(), ARRAY(
               SELECT g.id FROM unnest(public.app_agencies()) g (id) WHERE unreleased OR g.id = ANY (own || entered)), open_to) n
         WHERE plain <> '' AND n.score >= 0.3 GROUP BY n.client_id ORDER BY 2 DESC LIMIT 500
    ), other AS MATERIALIZED (
        SELECT i.client_id AS id, i.search_name FROM public.clients_identity i
         WHERE i.birth_date = born AND i.continuum_id = public.app_continuum()
        UNION SELECT i.client_id, i.search_name FROM public.clients_identity i
         WHERE tel <> '' AND i.phone <> '' AND i.phone = tel AND i.continuum_id = public.app_continuum()
        UNION SELECT i.client_id, i.search_name FROM public.clients_identity i
         WHERE length(tel) = 7 AND i.phone <> '' AND right(i.phone, 7) = tel AND i.continuum_id = public.app_continuum()
        UNION SELECT i.client_id, i.search_name FROM public.clients_identity i
         WHERE i.ssn_index IS NOT NULL AND i.ssn_index = ssn AND i.continuum_id = public.app_continuum()
        UNION SELECT k.id, '' FROM public.clients_client k
         WHERE hmis <> '' AND k.continuum_id = public.app_continuum() AND k.hud_id = hmis
        UNION SELECT k.id, '' FROM public.clients_client k
         WHERE code <> '' AND k.continuum_id = public.app_continuum() AND k.survivor_code = code
        UNION SELECT k.id, '' FROM public.clients_client k
         WHERE k.public_id BETWEEN first_id AND last_id AND k.continuum_id = public.app_continuum() AND NOT k.survivor
    ), candidate AS (
        -- A merged record is found by what it was called, and leads to the one that was kept.
        SELECT coalesce(k.merged_into_id, k.id) AS id, max(u.score)::real AS score FROM (
            SELECT n.id, n.score FROM named n
            UNION ALL SELECT s.id, s.score FROM public.clients_name_scores(
                ARRAY(SELECT o.id FROM other o ORDER BY o.id), ARRAY(SELECT o.search_name FROM other o ORDER BY o.id),
                (public.clients_name_words(plain))[1 : 5]) s) u
          JOIN public.clients_client k ON k.id = u.id GROUP BY 1
    )
    SELECT c.id, coalesce(t.score, 0::real),
           coalesce(i.birth_date = born, false),
           coalesce(tel <> '' AND (i.phone = tel OR length(tel) = 7 AND right(i.phone, 7) = tel), false),
           coalesce(i.ssn_index = ssn, false),
           coalesce(c.hud_id = hmis AND hmis <> '', false) OR coalesce(c.survivor_code = code, false)
           OR coalesce(c.public_id BETWEEN first_id AND last_id, false)
      FROM candidate t JOIN public.clients_client c ON c.id = t.id
      LEFT JOIN public.clients_identity i ON i.client_id = c.id
     WHERE c.continuum_id = public.app_continuum() AND c.merged_into_id IS NULL
       AND ((NOT c.survivor AND c.shared_until > statement_timestamp() AND (released OR unreleased))
            OR (c.agency_id = ANY (public.app_agencies()) AND (c.agency_id = ANY (own) OR (NOT c.survivor
                AND (unreleased OR (c.agency_id = ANY (entered) AND c.created_by_id = public.app_user())))))
            OR (NOT c.survivor AND c.id = ANY (open_to))
            OR (NOT c.survivor AND overseer)
            OR (c.survivor AND public.app_is_scas())
            OR public.app_is_system())
     ORDER BY coalesce(i.ssn_index = ssn, false) DESC, coalesce(c.hud_id = hmis AND hmis <> '', false) DESC,
              coalesce(c.public_id BETWEEN first_id AND last_id, false) DESC,
              coalesce(tel <> '' AND (i.phone = tel OR length(tel) = 7 AND right(i.phone, 7) = tel), false)::int + coalesce(i.birth_date = born, false)::int
              + coalesce(t.score, 0) DESC, i.search_name, c.id
     LIMIT 20;
END $$;
