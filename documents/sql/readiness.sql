-- Who must bring what. The head of household counts as an adult; a member of unknown age is a minor only as a child.
-- 29 February birthdays count on 1 March, so the day after birth is what 18 years are added to.
readiness_household AS (
    SELECT h.client_id AS head_id, (
        SELECT e.household_id FROM clients_enrollment e JOIN clients_program p ON p.id = e.program_id AND p.is_cas
         WHERE e.client_id = h.client_id AND e.exit_date IS NULL ORDER BY e.entry_date DESC, e.id DESC LIMIT 1
    ) AS household_id
    FROM heads h
),
readiness_member AS (
    SELECT r.head_id, r.head_id AS client_id, true AS is_head, false AS is_minor FROM readiness_household r
    UNION ALL
    SELECT DISTINCT r.head_id, m.client_id, false,
           CASE WHEN extract(month FROM i.birth_date) = 2 AND extract(day FROM i.birth_date) = 29
                THEN i.birth_date + 1 + interval '18 years' > %(as_of)s::date
                WHEN i.birth_date IS NOT NULL THEN i.birth_date + interval '18 years' > %(as_of)s::date
                WHEN c.birth_year IS NOT NULL THEN extract(year FROM %(as_of)s::date) - c.birth_year < 18
                ELSE m.relationship = 2 END
      FROM readiness_household r
      JOIN clients_householdmember m ON m.household_id = r.household_id AND m.client_id <> r.head_id
           AND m.joined_on <= %(as_of)s::date AND (m.left_on IS NULL OR m.left_on > %(as_of)s::date)
           AND NOT m.lives_elsewhere
      JOIN clients_client c ON c.id = m.client_id
      LEFT JOIN clients_identity i ON i.client_id = m.client_id
),
readiness_need AS (
    SELECT m.head_id, m.client_id, m.is_head, m.is_minor, k.kind, k.psh_only
      FROM readiness_member m CROSS JOIN LATERAL (VALUES
           ('PHOTO_ID', NOT m.is_minor AND (m.is_head OR %(adult_scope)s = 'all_adults'), false),
           ('SSN_CARD', m.is_minor OR m.is_head OR %(adult_scope)s = 'all_adults', false),
           ('BIRTH_CERT', m.is_minor, false),
           ('HOMELESS_CERT', m.is_head, false),
           ('HOMELESS_HISTORY', m.is_head, true),
           ('DISABILITY', m.is_head, true)
      ) AS k (kind, needed, psh_only)
     WHERE k.needed
),
-- Any accepted paper counts until its last day, also while a newer one waits for review. An at-risk certification is
-- enough for PH only, what staff saw themselves for PSH never. `changes_on` is the first day a counting paper is over.
readiness_item AS (
    SELECT n.head_id, n.client_id, n.is_head, n.is_minor, n.kind, n.psh_only,
           bool_or(d.id IS NOT NULL) AS ph_ok,
           bool_or(d.id IS NOT NULL AND d.basis NOT IN ('at_risk', 'observed')) AS psh_ok,
           bool_or(coalesce(d.state = 'ATTESTED', false)) AS attested,
           min(d.valid_through) AS through
      FROM readiness_need n
      LEFT JOIN documents_documentitem d ON d.client_id = n.client_id AND d.kind = n.kind
           AND d.state IN ('ACCEPTED', 'ATTESTED') AND (d.valid_through IS NULL OR d.valid_through >= %(as_of)s::date)
     GROUP BY n.head_id, n.client_id, n.is_head, n.is_minor, n.kind, n.psh_only
),
readiness_hct AS (
    SELECT h.client_id AS head_id, coalesce((
        SELECT a.valid_through >= %(as_of)s::date FROM assessments_assessment a
         WHERE a.client_id = h.client_id AND a.kind = 'HCT' AND a.voided_at IS NULL AND a.assessed_on <= %(as_of)s::date
         ORDER BY a.assessed_on DESC, a.submitted_at DESC, a.id DESC LIMIT 1), false) AS valid
    FROM heads h
),
readiness AS (
    SELECT i.head_id AS client_id, t.valid AS hct_valid, bool_or(i.attested) AS attested, min(i.through) + 1 AS changes_on,
           CASE WHEN t.valid AND bool_and(i.psh_ok) THEN 'PSH_READY'
                WHEN t.valid AND bool_and(i.ph_ok OR i.psh_only) THEN 'PH_READY'
                ELSE 'NOT_READY' END AS tier
      FROM readiness_item i JOIN readiness_hct t ON t.head_id = i.head_id
     GROUP BY i.head_id, t.valid
)
