    -- The newest submitted record of a tool that is not void, replaced or imported (policy §3, D17, E19); and the first
    -- day on which the tool was used, replaced records included.
    SELECT n.* FROM (
        SELECT DISTINCT ON (a.client_id) a.client_id, a.id, a.assessed_on, a.submitted_at, a.valid_through, a.score,
               a.threshold, a.evh, a.homeless_since, a.household_type, a.household_size, a.tay_headed,
               a.prioritization_status, a.superseded_by_id, min(a.assessed_on) OVER everything AS first_on
          FROM assessments_assessment a
         WHERE a.continuum_id = %(continuum)s AND a.kind = '{kind}' AND a.voided_at IS NULL AND NOT a.imported
           AND a.assessed_on <= %(as_of)s {only:a.client_id}
        -- Sorted like the whole, so that one sort serves both.
        WINDOW everything AS (
               PARTITION BY a.client_id
               ORDER BY a.superseded_by_id IS NOT NULL, a.assessed_on DESC, a.submitted_at DESC, a.id DESC
               ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
         ORDER BY a.client_id, a.superseded_by_id IS NOT NULL, a.assessed_on DESC, a.submitted_at DESC, a.id DESC
    ) n WHERE n.superseded_by_id IS NULL
