tiers AS (
    SELECT d.client_id,
           CASE WHEN count(DISTINCT d.kind) = 5 THEN 'PSH_READY'
                WHEN count(DISTINCT d.kind) FILTER (WHERE d.kind = ANY (%(ph_papers)s)) = 3 THEN 'PH_READY'
                ELSE 'NOT_READY' END AS tier,
           min(d.valid_through) + 1 AS changes_on
      FROM documents_documentitem d
     WHERE d.continuum_id = %(continuum)s AND d.current AND d.state = ANY (%(counting)s)
       AND d.kind = ANY (%(psh_papers)s) AND d.basis <> 'observed'
       AND (d.valid_through IS NULL OR d.valid_through >= %(as_of)s) {only:d.client_id}
     GROUP BY d.client_id
)
