-- Whom of the staff a grievance may be about: where a word of the name that was typed is like a word of theirs, or where
-- their whole name or e-mail stands in the text. One too many is better than one too few: they only read nothing of it
-- until somebody else says who is meant. Answers with ids of staff, and of one alone when `only` is given.
CREATE FUNCTION clients_staff_meant(person text, happened text, only_one bigint DEFAULT NULL) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
    WITH people AS MATERIALIZED (
        SELECT u.id, public.clients_plain(u.name) AS name, lower(u.email) AS email,
               public.clients_name_words(public.clients_plain(u.name)) AS words
          FROM public.accounts_user u WHERE only_one IS NULL OR u.id = only_one
    ), typed AS MATERIALIZED (
        SELECT public.clients_name_words(regexp_replace(public.clients_plain(t.part), '[^[:alnum:]''’`.-]+', ' ', 'g')) AS words
          FROM unnest(ARRAY[person, happened]) WITH ORDINALITY t (part, place) ORDER BY t.place
    ), asked AS MATERIALIZED (
        SELECT DISTINCT w.word FROM (SELECT words FROM typed LIMIT 1) t CROSS JOIN unnest(t.words) w (word)
         WHERE length(w.word) > 1
    ), alike AS (
        SELECT s.id FROM asked a CROSS JOIN public.clients_name_scores(
            ARRAY(SELECT p.id FROM people p ORDER BY p.id), ARRAY(SELECT p.name FROM people p ORDER BY p.id), ARRAY[a.word]) s
         -- Words for people and places that are no names are not held against names they resemble.
         WHERE s.score >= 0.75 AND a.word <> ALL (string_to_array(
            'mr mrs ms miss mx dr sir madam the at of in on an my his her their he she they who with from and or not was is'
            ' one staff person man woman lady guy girl boy old young tall short desk front door case manager worker'
            ' supervisor director security guard driver nurse shelter agency program office night day shift name named'
            ' called last first dont know', ' '))
    )
    SELECT coalesce(array_agg(p.id ORDER BY p.id), '{}') FROM people p
     WHERE p.id IN (SELECT a.id FROM alike a)
        OR p.words && ARRAY(SELECT a.word FROM asked a)
        OR EXISTS (SELECT FROM typed t WHERE cardinality(p.words) > 1
                      AND ARRAY[p.words[1], p.words[cardinality(p.words)]] <@ t.words)
        OR (p.email <> '' AND strpos(lower(concat_ws(' ', person, happened)), p.email) > 0)
$$;

CREATE FUNCTION clients_keep_from_who_is_meant() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.kept_from := public.clients_staff_meant(NEW.person_name, concat_ws(' ', NEW.what_happened, NEW.wish));
    RETURN NEW;
END $$;
CREATE TRIGGER keep_from BEFORE INSERT ON clients_grievance
FOR EACH ROW EXECUTE FUNCTION clients_keep_from_who_is_meant();

-- Somebody who joins, or is called otherwise, after it was filed. Nobody is taken off again by another name.
CREATE FUNCTION clients_keep_from_new_name() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.name = NEW.name AND OLD.email = NEW.email THEN
        RETURN NULL;
    END IF;
    UPDATE public.clients_grievance g SET kept_from = g.kept_from || NEW.id,
           owner_id = CASE WHEN g.answered_at IS NULL THEN nullif(g.owner_id, NEW.id) ELSE g.owner_id END
     WHERE g.about_user_id IS NULL AND g.about_settled_at IS NULL AND NEW.id <> ALL (g.kept_from)
       AND NEW.id = ANY (public.clients_staff_meant(g.person_name, concat_ws(' ', g.what_happened, g.wish), NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER keep_from AFTER INSERT OR UPDATE OF name, email ON accounts_user
FOR EACH ROW EXECUTE FUNCTION clients_keep_from_new_name();

REVOKE EXECUTE ON FUNCTION clients_staff_meant(text, text, bigint), clients_keep_from_who_is_meant(),
    clients_keep_from_new_name() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clients_staff_meant(text, text, bigint) TO app;
