-- The status of every head of household in every population on the day as_of, held against the newest row of the log;
-- what differs becomes a row (policy §13). {only:x} narrows a part to a set of client ids.
WITH stay AS (
    SELECT DISTINCT ON (e.client_id) e.client_id, e.exit_date, e.destination
      FROM clients_enrollment e JOIN clients_program p ON p.id = e.program_id AND p.is_cas
     WHERE e.continuum_id = %(continuum)s AND e.entry_date <= %(as_of)s AND e.relationship = 1 {only:e.client_id}
     ORDER BY e.client_id, (e.exit_date IS NULL OR e.exit_date > %(as_of)s) DESC, e.exit_date DESC, e.id DESC
),
moved_in AS (
    SELECT DISTINCT e.client_id
      FROM clients_enrollment e JOIN clients_program p ON p.id = e.program_id AND p.project_type = ANY (%(permanent)s)
     WHERE e.continuum_id = %(continuum)s AND e.move_in_date <= %(as_of)s
       AND (e.exit_date IS NULL OR e.exit_date > %(as_of)s) {only:e.client_id}
),
contact AS (
    SELECT k.client_id, max(k.happened_on) AS last_on
      FROM clients_contact k
     WHERE k.continuum_id = %(continuum)s AND k.qualifying AND k.happened_on <= %(as_of)s {only:k.client_id}
     GROUP BY k.client_id
),
fresh AS (
    SELECT c.id AS client_id, k.last_on IS NOT NULL AS met,
           CASE WHEN c.deceased_on <= %(as_of)s THEN 'EXITED'
                WHEN m.client_id IS NOT NULL THEN 'HOUSED'
                WHEN s.exit_date <= %(as_of)s AND s.destination = ANY (%(homes)s) THEN 'HOUSED'
                WHEN s.exit_date <= %(as_of)s THEN 'EXITED'
                WHEN k.last_on + %(inactive_days)s >= %(as_of)s THEN 'ACTIVE'
                ELSE 'INACTIVE' END AS status,
           coalesce(t.chronic, false) AS chronic, c.veteran_status = 1 AS veteran,
           coalesce(t.tay_headed, false) AS tay, coalesce(t.household_type = 'FAMILY', false) AS family
      FROM stay s JOIN clients_client c ON c.id = s.client_id AND c.merged_into_id IS NULL
      LEFT JOIN moved_in m ON m.client_id = s.client_id
      LEFT JOIN contact k ON k.client_id = s.client_id
      LEFT JOIN queues_standing t ON t.client_id = s.client_id
     UNION ALL
    -- Of two that stood on the list before they were merged, the one that was merged leaves it.
    SELECT c.id, false, 'EXITED', false, false, false, false FROM clients_client c
     WHERE c.continuum_id = %(continuum)s AND c.merged_into_id IS NOT NULL {only:c.id}
),
wanted AS (
    SELECT f.client_id, f.met, v.population, CASE WHEN v.belongs THEN f.status ELSE 'NOT_MET' END AS status
      FROM fresh f CROSS JOIN LATERAL (VALUES
           ('all', true), ('chronic', f.chronic), ('veteran', f.veteran), ('tay', f.tay), ('family', f.family)
           ) AS v (population, belongs)
),
newest AS (
    SELECT DISTINCT ON (b.client_id, b.population) b.client_id, b.population, b.status
      FROM queues_bynameentry b
     WHERE b.continuum_id = %(continuum)s {only:b.client_id}
     ORDER BY b.client_id, b.population, b.id DESC
)
-- Who was never met does not begin the log, nor does a population somebody never belonged to.
INSERT INTO queues_bynameentry (continuum_id, client_id, population, status, day, flow)
SELECT %(continuum)s, w.client_id, w.population, w.status, %(as_of)s,
       CASE WHEN w.status = 'ACTIVE' THEN
                 CASE n.status WHEN 'HOUSED' THEN 'from_housing'
                      WHEN 'INACTIVE' THEN 'from_inactive' WHEN 'EXITED' THEN 'from_inactive'
                      WHEN 'NOT_MET' THEN 'from_inactive' ELSE 'new' END
            WHEN n.status = 'ACTIVE' THEN
                 CASE w.status WHEN 'HOUSED' THEN 'housed' WHEN 'INACTIVE' THEN 'inactive' ELSE 'other' END
            ELSE '' END
  FROM wanted w LEFT JOIN newest n ON n.client_id = w.client_id AND n.population = w.population
 WHERE CASE WHEN n.client_id IS NULL THEN w.met AND w.status <> 'NOT_MET' ELSE n.status <> w.status END
 ORDER BY w.client_id, w.population
