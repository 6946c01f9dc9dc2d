-- Bring the table up to the definition: one pass over both, then only what differs is written.
WITH {definition},
old AS (SELECT s.* FROM queues_standing s WHERE s.continuum_id = %(continuum)s {only:s.client_id}),
diff AS MATERIALIZED (
    SELECT coalesce(f.client_id, o.client_id) AS id, f.client_id IS NULL AS gone, o.client_id IS NULL AS missing, {f.columns}
      FROM fresh f FULL JOIN old o ON o.client_id = f.client_id
     WHERE f.client_id IS NULL OR o.client_id IS NULL OR ({f.columns}) IS DISTINCT FROM ({o.columns})
),
-- Wishes are answers of a record that is never edited, so they are read once, when the record becomes the newest.
wish AS (
    SELECT d.id,
           {wish:HC02} AS wanted_kinds,
           {wish:HC03} AS wanted_zones,
           {wish:HC03A} AS avoided_zones
      FROM diff d
      JOIN assessments_assessment a ON a.id = d.hct_id
      LEFT JOIN queues_standing s ON s.client_id = d.id
     WHERE s.hct_id IS DISTINCT FROM d.hct_id
),
-- By key: the planner cannot know how few rows differ, and would read the whole table again.
removed AS (DELETE FROM queues_standing s WHERE s.client_id = ANY (ARRAY(SELECT d.id FROM diff d WHERE d.gone)) RETURNING 1),
changed AS (
    UPDATE queues_standing s
       SET {columns=d}, computed_at = statement_timestamp(),
           wanted_kinds = CASE WHEN d.hct_id IS NULL THEN '{}' ELSE coalesce(w.wanted_kinds, s.wanted_kinds) END,
           wanted_zones = CASE WHEN d.hct_id IS NULL THEN '{}' ELSE coalesce(w.wanted_zones, s.wanted_zones) END,
           avoided_zones = CASE WHEN d.hct_id IS NULL THEN '{}' ELSE coalesce(w.avoided_zones, s.avoided_zones) END
      FROM diff d LEFT JOIN wish w ON w.id = d.id
     WHERE s.client_id = d.id AND NOT d.gone AND NOT d.missing
       AND s.client_id = ANY (ARRAY(SELECT d.id FROM diff d WHERE NOT d.gone AND NOT d.missing))
    RETURNING 1
),
added AS (
    INSERT INTO queues_standing (client_id, {columns}, wanted_kinds, wanted_zones, avoided_zones, computed_at)
    SELECT d.id, {d.columns}, coalesce(w.wanted_kinds, '{}'), coalesce(w.wanted_zones, '{}'),
           coalesce(w.avoided_zones, '{}'), statement_timestamp()
      FROM diff d LEFT JOIN wish w ON w.id = d.id
     WHERE d.missing
    RETURNING 1
)
SELECT (SELECT count(*) FROM diff),
       (SELECT count(*) FROM diff d WHERE NOT EXISTS (SELECT FROM queues_dirtyclient w WHERE w.client_id = d.id)),
       (SELECT count(*) FROM removed) + (SELECT count(*) FROM changed) + (SELECT count(*) FROM added)
