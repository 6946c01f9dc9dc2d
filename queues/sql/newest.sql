    -- The newest submitted record of a tool that is not void, replaced or imported (policy §3, D17, E19).
    SELECT DISTINCT ON (a.client_id) a.client_id, a.id, a.assessed_on, a.submitted_at, a.valid_through, a.score,
           a.threshold, a.evh, a.homeless_since, a.household_type, a.household_size, a.tay_headed,
           a.prioritization_status
      FROM assessments_assessment a
     WHERE a.continuum_id = %(continuum)s AND a.kind = '{kind}' AND a.voided_at IS NULL
       AND a.superseded_by_id IS NULL AND NOT a.imported AND a.assessed_on <= %(as_of)s {only:a.client_id}
     ORDER BY a.client_id, a.assessed_on DESC, a.submitted_at DESC, a.id DESC
