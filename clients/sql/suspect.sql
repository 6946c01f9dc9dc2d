-- Pairs of named records that look like one person. Runs as a job; a pair somebody decided on is left out for good.
WITH person AS MATERIALIZED (
    SELECT c.id, i.birth_date AS born, i.phone, i.ssn_index AS ssn, i.search_name AS name,
           dmetaphone(unaccent(i.first_name)) || ' ' || dmetaphone(unaccent(i.last_name)) AS sound
      FROM clients_identity i JOIN clients_client c ON c.id = i.client_id
     WHERE c.continuum_id = %(continuum)s AND NOT c.survivor AND c.merged_into_id IS NULL
), pair AS (
    SELECT a.id AS low, b.id AS high, a.name AS one, b.name AS other, true AS same_ssn, a.born = b.born AS same_birth,
           a.phone <> '' AND a.phone = b.phone AS same_phone
      FROM person a JOIN person b ON b.ssn = a.ssn AND b.id > a.id
     UNION ALL
    SELECT a.id, b.id, a.name, b.name, false, true, a.phone <> '' AND a.phone = b.phone
      FROM person a JOIN person b ON b.born = a.born AND b.id > a.id
     WHERE a.sound = b.sound OR similarity(a.name, b.name) >= 0.4
     UNION ALL
    SELECT a.id, b.id, a.name, b.name, false, false, true
      FROM person a JOIN person b ON b.phone = a.phone AND b.id > a.id
     WHERE a.phone <> '' AND (a.sound = b.sound OR similarity(a.name, b.name) >= 0.4)
     UNION ALL
    SELECT a.id, b.id, a.name, b.name, false, false, false
      FROM person a JOIN person b ON b.name = a.name AND b.id > a.id
     WHERE a.name LIKE '%% %%' AND (a.born IS NULL OR b.born IS NULL
           OR (extract(year FROM a.born) = extract(year FROM b.born)
               AND (extract(month FROM a.born) = extract(month FROM b.born)
                    OR extract(day FROM a.born) = extract(day FROM b.born)
                    OR (extract(month FROM a.born) = extract(day FROM b.born)
                        AND extract(day FROM a.born) = extract(month FROM b.born)))))
), likely AS (
    SELECT p.low, p.high, bool_or(p.same_ssn) AS same_ssn, coalesce(bool_or(p.same_birth), false) AS same_birth,
           bool_or(p.same_phone) AS same_phone,
           similarity(min(p.one), min(p.other)) + bool_or(p.same_ssn)::int * 2
           + coalesce(bool_or(p.same_birth), false)::int + bool_or(p.same_phone)::int AS likeness
      FROM pair p
     WHERE NOT EXISTS (SELECT 1 FROM clients_pairdecision d WHERE d.low_id = p.low AND d.high_id = p.high)
     GROUP BY p.low, p.high ORDER BY likeness DESC, p.low, p.high LIMIT %(most)s
), over AS (
    DELETE FROM clients_suspectedpair s WHERE s.continuum_id = %(continuum)s
       AND NOT EXISTS (SELECT 1 FROM likely l WHERE l.low = s.low_id AND l.high = s.high_id)
), written AS (
    INSERT INTO clients_suspectedpair (continuum_id, low_id, high_id, likeness, same_ssn, same_birth, same_phone)
    SELECT %(continuum)s, l.low, l.high, l.likeness, l.same_ssn, l.same_birth, l.same_phone FROM likely l
        ON CONFLICT (low_id, high_id) DO UPDATE
       SET likeness = excluded.likeness, same_ssn = excluded.same_ssn, same_birth = excluded.same_birth,
           same_phone = excluded.same_phone
     WHERE (clients_suspectedpair.likeness, clients_suspectedpair.same_ssn, clients_suspectedpair.same_birth,
            clients_suspectedpair.same_phone) IS DISTINCT FROM
           (excluded.likeness, excluded.same_ssn, excluded.same_birth, excluded.same_phone)
)
SELECT count(*) FROM likely
