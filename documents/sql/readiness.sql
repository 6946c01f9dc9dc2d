-- Who must bring what. The head of household counts as an adult; a member of unknown age is a minor only as a child.
-- 29 February birthdays count on 1 March, so the day after birth is what 18 years are added to.
readiness_household AS (
    SELECT h.client_id AS head_id, e.household_id FROM heads h LEFT JOIN (
        SELECT DISTINCT ON (e.client_id) e.client_id, e.household_id FROM clients_enrollment e
         WHERE e.exit_date IS NULL AND e.client_id IN (SELECT client_id FROM heads)
           AND e.program_id = ANY (ARRAY(SELECT p.id FROM clients_program p WHERE p.is_cas))
         ORDER BY e.client_id, e.entry_date DESC, e.id DESC
    ) e ON e.client_id = h.client_id
),
-- Everybody who ever lived with a head; read once, because who lives there on which day is asked more than once.
readiness_other AS MATERIALIZED (
    SELECT r.head_id, m.client_id, m.relationship, m.joined_on, m.left_on, m.lives_elsewhere, i.birth_date, c.birth_year
      FROM readiness_household r
      JOIN clients_householdmember m ON m.household_id = r.household_id AND m.client_id <> r.head_id
      JOIN clients_client c ON c.id = m.client_id
      LEFT JOIN clients_identity i ON i.client_id = m.client_id
),
-- Who left the household of their stay answers for themselves alone; a stay may lag behind the person (imports).
readiness_gone AS MATERIALIZED (
    SELECT r.head_id FROM readiness_household r
      JOIN clients_householdmember m ON m.household_id = r.household_id AND m.client_id = r.head_id
     GROUP BY r.head_id HAVING bool_and(m.left_on IS NOT NULL AND m.left_on <= %(as_of)s::date)
),
readiness_member AS (
    SELECT r.head_id, r.head_id AS client_id, true AS is_head, false AS is_minor FROM readiness_household r
    UNION ALL
    SELECT DISTINCT m.head_id, m.client_id, false,
           CASE WHEN extract(month FROM m.birth_date) = 2 AND extract(day FROM m.birth_date) = 29
                THEN m.birth_date + 1 + interval '18 years' > %(as_of)s::date
                WHEN m.birth_date IS NOT NULL THEN m.birth_date + interval '18 years' > %(as_of)s::date
                WHEN m.birth_year IS NOT NULL THEN extract(year FROM %(as_of)s::date) - m.birth_year < 18
                ELSE m.relationship = 2 END
      FROM readiness_other m
     WHERE m.joined_on <= %(as_of)s::date AND (m.left_on IS NULL OR m.left_on > %(as_of)s::date)
       AND NOT m.lives_elsewhere AND m.head_id NOT IN (SELECT g.head_id FROM readiness_gone g)
),
readiness_need AS (
    SELECT m.head_id, m.client_id, m.is_head, m.is_minor,
           CASE WHEN m.is_head THEN ARRAY['PHOTO_ID', 'SSN_CARD', 'HOMELESS_CERT']
                WHEN m.is_minor THEN ARRAY['SSN_CARD', 'BIRTH_CERT']
                WHEN %(adult_scope)s = 'all_adults' THEN ARRAY['PHOTO_ID', 'SSN_CARD'] ELSE '{}' END AS for_ph,
           CASE WHEN m.is_head THEN ARRAY['HOMELESS_HISTORY', 'DISABILITY'] ELSE '{}' END AS for_psh
      FROM readiness_member m
),
-- Any accepted paper counts until its last day, also while a newer one waits for review. An at-risk certification is
-- enough for PH only, what staff saw themselves for PSH never. Where the community asks for both parts of the
-- disability papers, one alone counts for nothing. `changes_on` is the first day a counting paper is over.
-- One row per member of a household, so that everybody at once is one ordered pass.
readiness_paper AS (
    SELECT n.*, d.ph, d.psh, d.attested, d.through
      FROM readiness_need n CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(d.kind::text), '{}') AS ph,
               coalesce(array_agg(d.kind::text) FILTER (
                   WHERE d.basis NOT IN ('at_risk', 'observed')
                     AND (d.kind <> 'DISABILITY' OR d.state = 'ATTESTED' OR %(disability_mode)s <> 'both')), '{}')
               || CASE WHEN bool_or(d.basis = 'award') AND bool_or(d.basis = 'professional')
                       THEN ARRAY['DISABILITY'] ELSE '{}' END AS psh,
               coalesce(array_agg(d.kind::text) FILTER (WHERE d.state = 'ATTESTED'), '{}') AS attested,
               min(d.valid_through) AS through
          FROM documents_documentitem d
         WHERE d.client_id = n.client_id AND d.state IN ('ACCEPTED', 'ATTESTED')
           AND (d.valid_through IS NULL OR d.valid_through >= %(as_of)s::date)
    ) d
),
readiness AS (
    SELECT p.head_id AS client_id, h.hct_valid, bool_or(p.attested && (p.for_ph || p.for_psh)) AS attested,
           min(p.through) + 1 AS changes_on,
           CASE WHEN h.hct_valid AND bool_and(p.for_ph || p.for_psh <@ p.psh) THEN 'PSH_READY'
                WHEN h.hct_valid AND bool_and(p.for_ph <@ p.ph) THEN 'PH_READY'
                ELSE 'NOT_READY' END AS tier
      FROM readiness_paper p JOIN heads h ON h.client_id = p.head_id
     GROUP BY p.head_id, h.hct_valid
)
