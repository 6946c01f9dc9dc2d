-- Names that nobody means anything else by: the first part of clients/data/names.txt, which fills {names}. Whole names of
-- agencies of the community, of two words and more, are left out first. Compared as clients/naming.py does: small letters,
-- no accents, no ’s.
CREATE OR REPLACE FUNCTION clients_names_only() RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT '{names}'::jsonb
$$;

CREATE OR REPLACE FUNCTION clients_plain_words(words text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT ' ' || trim(regexp_replace(translate(regexp_replace(public.clients_plain(words), '[''’]s(?![a-z])', ' ', 'g'),
                                                '''’', ''), '[^a-z]+', ' ', 'g')) || ' '
$$;

CREATE OR REPLACE FUNCTION clients_names_somebody(words text, continuum bigint) RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    written text := public.clients_plain_words(words);
    phrase text;
BEGIN
    IF NOT public.clients_names_only() ?| string_to_array(trim(written), ' ') THEN
        RETURN false;
    END IF;
    FOR phrase IN SELECT public.clients_plain_words(a.name) FROM public.accounts_agency a
                   WHERE a.continuum_id = continuum ORDER BY a.id LOOP
        IF trim(phrase) LIKE '% %' THEN
            written := replace(written, phrase, ' ');
        END IF;
    END LOOP;
    RETURN public.clients_names_only() ?| string_to_array(trim(written), ' ');
END $$;

-- What a text about a survivor never holds, whoever writes it and by whatever way (policy §11): numbers that reach or
-- register somebody, e-mail, links, handles, street addresses, coordinates, names. The columns to read are the arguments.
CREATE OR REPLACE FUNCTION clients_nameless() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
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
               OR words ~* '\m[0-9]{1,5} ([[:alnum:].]+ ){0,3}(street|avenue|ave|boulevard|blvd|road|rd|lane|ln|drive|dr)\M'
               OR public.clients_names_somebody(words, NEW.continuum_id) THEN
                RAISE EXCEPTION 'A text about a survivor could name, reach or locate somebody.' USING ERRCODE = 'CS011';
            END IF;
        END LOOP;
    END LOOP;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION clients_names_somebody(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clients_names_somebody(text, bigint) TO app;
