-- A name is compared word by word. Each word is found by keys: itself, itself with any one letter left out (two words
-- one mistake apart share such a key), how it sounds, and the names it is short for. All three functions are pure, so
-- that an index can hold the keys. {nicknames} is filled from clients/data/nicknames.txt.
CREATE OR REPLACE FUNCTION clients_nicknames() RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT '{nicknames}'::jsonb
$$;

CREATE OR REPLACE FUNCTION clients_name_words(plain text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_remove(string_to_array(translate(plain, '-/_,''’`.;()"', '    '), ' '), '')
$$;

CREATE OR REPLACE FUNCTION clients_word_keys(word text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    keys text[] := ARRAY[word];
BEGIN
    IF length(word) < 3 THEN
        RETURN keys;
    END IF;
    FOR place IN 1 .. least(length(word), 14) LOOP
        keys := keys || overlay(word PLACING '' FROM place FOR 1);
    END LOOP;
    RETURN keys || ('~' || public.dmetaphone(word)) || ('~' || public.dmetaphone_alt(word))
        || string_to_array(public.clients_nicknames() ->> word, ' ');
END $$;

-- Names written in one word here and in several there ("De La Cruz") share the keys of neighbors joined.
CREATE OR REPLACE FUNCTION clients_name_keys(plain text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    words text[] := public.clients_name_words(plain);
    keys text[] := '{}';
BEGIN
    FOR place IN 1 .. cardinality(words) LOOP
        keys := keys || public.clients_word_keys(words[place]);
        keys := keys || (words[place] || words[place + 1]) || (words[place] || words[place + 1] || words[place + 2]);
    END LOOP;
    RETURN array_remove(keys, NULL);
END $$;

-- How like each name is to the words asked for, from 0 to 1: for each word asked the likest word of the name, on
-- average, a little less for each word beyond. Two letters changed over count as one mistake.
CREATE OR REPLACE FUNCTION clients_name_scores(ids bigint[], names text[], asked text[])
RETURNS TABLE (id bigint, score real) LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
    WITH sought AS MATERIALIZED (
        SELECT w.word, w.place, length(w.word) AS letters, public.dmetaphone(w.word) AS sound,
               public.clients_word_keys(w.word) AS keys,
               string_to_array(public.clients_nicknames() ->> w.word, ' ') AS short_for
          FROM unnest(asked) WITH ORDINALITY w (word, place)
    ), held AS MATERIALIZED (
        SELECT n.id, words.list FROM unnest(ids, names) n (id, name)
         CROSS JOIN LATERAL (SELECT public.clients_name_words(n.name) AS list) words
    ), part AS MATERIALIZED (
        SELECT h.id, w.word FROM held h CROSS JOIN LATERAL unnest(h.list) w (word)
        UNION ALL
        SELECT h.id, array_to_string(h.list[w.place : w.place + 1], '') FROM held h
         CROSS JOIN LATERAL generate_series(1, cardinality(h.list) - 1) w (place)
        UNION ALL
        SELECT h.id, array_to_string(h.list[w.place : w.place + 2], '') FROM held h
         CROSS JOIN LATERAL generate_series(1, cardinality(h.list) - 2) w (place)
    ), apart AS (
        SELECT p.word, s.place, s.letters, s.keys, s.short_for, s.word AS asked, length(p.word) AS length,
               public.levenshtein(left(p.word, 60), left(s.word, 60)) AS mistakes, public.dmetaphone(p.word) = s.sound AS sounds
          FROM (SELECT DISTINCT word FROM part) p CROSS JOIN sought s
    ), close AS (
        SELECT a.word, a.place, a.asked, a.letters, a.short_for, a.sounds, 1 - (CASE
                   WHEN a.mistakes = 2 AND a.length = a.letters AND a.keys && public.clients_word_keys(a.word) THEN 1
                   ELSE a.mistakes END)::real / greatest(a.length, a.letters) AS spelled
          FROM apart a
    ), like_it AS MATERIALIZED (
        SELECT c.word, c.place, greatest(
                   c.spelled + CASE WHEN c.sounds THEN 0.4 * (1 - c.spelled) ELSE 0 END,
                   CASE WHEN starts_with(c.word, c.asked) THEN CASE WHEN c.letters > 1 THEN 0.85 ELSE 0.6 END END,
                   CASE WHEN c.short_for && string_to_array(public.clients_nicknames() ->> c.word, ' ') THEN 0.9 END
               )::real AS score
          FROM close c
    ), best AS (
        SELECT p.id, l.place, max(l.score) AS score FROM part p JOIN like_it l ON l.word = p.word AND l.score > 0.4
         GROUP BY p.id, l.place
    )
    SELECT h.id, greatest(0, coalesce(b.score / nullif(cardinality(asked), 0), 0)
               - 0.01 * greatest(0, cardinality(h.list) - cardinality(asked)))::real
      FROM held h LEFT JOIN (SELECT t.id, sum(t.score) AS score FROM best t GROUP BY t.id) b ON b.id = h.id
$$;
