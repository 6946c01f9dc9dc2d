-- Whether seven digits or more stand together, whatever dashes, spaces and signs part them: a telephone or a register of
-- any country. Days and years are left out first. Reads as clients/patterns.py does.
CREATE OR REPLACE FUNCTION clients_number_in(words text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT regexp_replace(regexp_replace(flat,
        '(^|[^0-9.-])([0-9]{4}-[01]?[0-9]-[0-3]?[0-9]|[0-3]?[0-9][.-][0-3]?[0-9][.-]([0-9]{2})?[0-9]{2})(?![0-9]|[.-][0-9])',
        '\1 x ', 'g'),
        '(^|[^0-9.-])20[0-9]{2}( ?- ?20[0-9]{2})?(?![0-9]|[.-][0-9])', '\1 x ', 'g') ~ '([0-9][ .()+-]{0,3}){6,}[0-9]'
      FROM (SELECT translate(regexp_replace(normalize(words, NFKC), '[\u200B-\u200F\u2060\uFEFF\u00AD]', '', 'g'),
                             U&'\2010\2011\2012\2013\2014\2015\2212\FE58\FE63\FF0D_/\00B7\2022\2219',
                             '---------------') AS flat) plain
$$;

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
               OR public.clients_number_in(words) OR public.clients_names_somebody(words, NEW.continuum_id) THEN
                RAISE EXCEPTION 'A text about a survivor could name, reach or locate somebody.' USING ERRCODE = 'CS011';
            END IF;
        END LOOP;
    END LOOP;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION clients_number_in(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clients_number_in(text) TO app;
