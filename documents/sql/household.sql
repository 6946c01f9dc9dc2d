WITH heads AS (
    SELECT %(head)s::bigint AS client_id, coalesce((
        SELECT a.valid_through >= %(as_of)s::date FROM assessments_assessment a
         WHERE a.client_id = %(head)s AND a.kind = 'HCT' AND a.voided_at IS NULL AND a.assessed_on <= %(as_of)s::date
         ORDER BY a.assessed_on DESC, a.submitted_at DESC, a.id DESC LIMIT 1), false) AS hct_valid
),
{readiness},
readiness_item AS (
    SELECT p.head_id, p.client_id, p.is_head, p.is_minor, k.kind, k.psh_only,
           k.kind = ANY (p.ph) AS ph_ok, k.kind = ANY (p.psh) AS psh_ok
      FROM readiness_paper p
     CROSS JOIN LATERAL (SELECT unnest(p.for_ph), false UNION ALL SELECT unnest(p.for_psh), true) AS k (kind, psh_only)
)
SELECT r.tier, r.hct_valid, r.attested, i.client_id, c.public_id, i.is_head, i.is_minor, i.kind, i.psh_only,
       i.ph_ok, i.psh_ok, n.state, n.basis, n.valid_through, n.reason, n.public_id, p.first_name, p.last_name,
       c.survivor_code
  FROM readiness r JOIN readiness_item i ON i.head_id = r.client_id
  JOIN clients_client c ON c.id = i.client_id
  LEFT JOIN clients_identity p ON p.client_id = i.client_id
  LEFT JOIN documents_documentitem n ON n.client_id = i.client_id AND n.kind = i.kind AND n.current
 ORDER BY i.is_head DESC, i.is_minor, i.client_id, i.psh_only,
          array_position(
              ARRAY['PHOTO_ID', 'SSN_CARD', 'BIRTH_CERT', 'HOMELESS_CERT', 'HOMELESS_HISTORY', 'DISABILITY'], i.kind)
