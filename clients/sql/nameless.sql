-- What a text about a survivor never holds, whoever writes it and by whatever way (policy §11): numbers that reach or
-- register somebody, e-mail, links, handles, street addresses, coordinates. The columns to read are the arguments.
CREATE FUNCTION clients_nameless() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    written jsonb;
    place text;
    words text;
BEGIN
    IF NOT NEW.wall_survivor THEN
        RETURN NEW;
    END IF;
    written := to_jsonb(NEW);
    FOREACH place IN ARRAY TG_ARGV LOOP
        FOR words IN SELECT v #>> '{}' FROM jsonb_path_query(written -> place, 'lax $.** ? (@.type() == "string")') v LOOP
            -- Ids of rows stand among the answers.
            CONTINUE WHEN words ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
            IF words ~ '[[:alnum:]_.+-]+@[[:alnum:]-]+\.[[:alnum:]]+|(^|[[:space:]])@[[:alnum:]_.]{2,}'
               OR words ~* '\m(https?://|www\.)[^[:space:]]+'
               OR words ~ '(^|[^0-9])\(?[0-9]{3}\)?[ .-]*[0-9]{3}[ .-]*[0-9]{4}($|[^0-9])'
               OR words ~ '(^|[^0-9])[0-9]{3}[ .-][0-9]{4}($|[^0-9])|(^|[^0-9])[0-9]{3}-[0-9]{2}-[0-9]{4}($|[^0-9])'
               OR words ~ '[0-9]{7,}|[0-9]{1,3}\.[0-9]{4,}'
               OR words ~* '\m[0-9]{1,5} ([[:alnum:].]+ ){0,3}(street|avenue|ave|boulevard|blvd|road|rd|lane|ln|drive|dr)\M' THEN
                RAISE EXCEPTION 'A text about a survivor could name, reach or locate somebody.' USING ERRCODE = 'CS011';
            END IF;
        END LOOP;
    END LOOP;
    RETURN NEW;
END $$;

-- Which of these words are the first name of eleven or more clients here. Fewer are never told: it would be an answer to
-- "is somebody with this rare name known?". Reviewed: pinned search_path, one community, counts only.
CREATE FUNCTION clients_common_first_names(words text[]) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(n.word ORDER BY n.word), '{}') FROM (
        SELECT lower(i.first_name) AS word FROM public.clients_identity i
         WHERE i.continuum_id = public.app_continuum() AND lower(i.first_name) = ANY (words)
         GROUP BY 1 HAVING count(*) >= 11) n
$$;
REVOKE EXECUTE ON FUNCTION clients_nameless(), clients_common_first_names(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clients_common_first_names(text[]) TO app;
CREATE INDEX identity_first_name ON clients_identity (continuum_id, lower(first_name));
