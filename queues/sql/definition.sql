-- What standing is: one row per client on the lists, on the day as_of (policy §3, §6.1, §7.2, §13).
-- {only:x} narrows a part to a set of client ids, or to nothing when everybody is meant.
programs AS MATERIALIZED (
    SELECT array_agg(p.id) FILTER (WHERE p.is_cas) AS cas,
           array_agg(p.id) FILTER (WHERE p.project_type = ANY (%(permanent)s)) AS permanent
      FROM clients_program p WHERE p.continuum_id = %(continuum)s
),
hct AS (
{newest:HCT}
),
crisis AS (
{newest:CRISIS}
),
contact AS (
    SELECT k.client_id, max(k.happened_on) AS last_on
      FROM clients_contact k
     WHERE k.continuum_id = %(continuum)s AND k.qualifying AND k.happened_on <= %(as_of)s {only:k.client_id}
     GROUP BY k.client_id
),
stay AS (
    SELECT e.client_id,
           max(e.entry_date) FILTER (WHERE e.entry_date <= %(as_of)s AND e.program_id = ANY (p.cas)) AS entered_on,
           bool_or(e.entry_date <= %(as_of)s AND e.program_id = ANY (p.permanent)) AS housed,
           least(min(e.entry_date) FILTER (WHERE e.entry_date > %(as_of)s), min(e.exit_date)) AS changes_on
      FROM clients_enrollment e CROSS JOIN programs p
     WHERE e.continuum_id = %(continuum)s AND (e.exit_date IS NULL OR e.exit_date > %(as_of)s)
       AND (e.program_id = ANY (p.cas) OR e.program_id = ANY (p.permanent)) {only:e.client_id}
     GROUP BY e.client_id
),
by_hand AS (
    SELECT m.client_id, m.evh, m.created_at, m.ends_on, m.starts_on
      FROM queues_manualevh m
     WHERE m.continuum_id = %(continuum)s AND m.ended_at IS NULL AND m.ends_on >= %(as_of)s {only:m.client_id}
),
transfer AS (
    SELECT t.client_id, t.requested_on
      FROM queues_emergencytransfer t
     WHERE t.continuum_id = %(continuum)s AND t.closed_on IS NULL AND t.requested_on <= %(as_of)s {only:t.client_id}
),
offer AS (
    SELECT r.client_id, max(r.park_until) FILTER (WHERE r.state = 'PARKED') AS parked_until,
           max(r.id) FILTER (WHERE r.state <> 'PARKED') AS live_referral
      FROM referrals_referral r
     WHERE r.continuum_id = %(continuum)s
       AND (r.state = ANY (%(live)s) OR (r.state = 'PARKED' AND r.park_until > %(as_of)s)) {only:r.client_id}
     GROUP BY r.client_id
),
heads AS (SELECT h.client_id, true AS hct_valid FROM hct h WHERE h.valid_through >= %(as_of)s),
{readiness},
-- Days ahead on which the papers asked of a household change: somebody joins, leaves or turns 18.
household_change AS (
    SELECT m.head_id AS client_id, min(d.day)::date AS changes_on
      FROM readiness_other m
     CROSS JOIN LATERAL (VALUES (m.joined_on), (m.left_on),
           (coalesce((m.birth_date + CASE WHEN to_char(m.birth_date, 'MMDD') = '0229' THEN 1 ELSE 0 END
                      + interval '18 years')::date, make_date(m.birth_year + 18, 1, 1)))) AS d (day)
     WHERE d.day > %(as_of)s AND (m.left_on IS NULL OR m.left_on > %(as_of)s)
     GROUP BY m.head_id
),
facts AS (
    SELECT c.id AS client_id, c.continuum_id, c.agency_id,
           coalesce(h.household_type, k.household_type, '') AS household_type,
           coalesce(h.household_size, k.household_size) AS household_size,
           coalesce(h.tay_headed, k.tay_headed, false) AS tay_headed,
           h.id AS hct_id, h.assessed_on AS hct_on, h.valid_through AS hct_valid_through,
           k.id AS crisis_id, k.valid_through AS crisis_valid_through,
           h.valid_through >= %(as_of)s AS hct_valid,
           coalesce(h.evh AND h.valid_through >= %(as_of)s, false) AS hct_evh,
           coalesce(k.evh AND k.valid_through >= %(as_of)s, false) AS crisis_evh,
           h.submitted_at AS hct_at, k.submitted_at AS crisis_at,
           b.evh AS hand, b.created_at AS hand_at, b.ends_on AS hand_until, b.starts_on AS hand_from,
           coalesce(b.starts_on <= %(as_of)s, false) AS hand_counts,
           h.score, h.score - h.threshold AS margin, h.homeless_since,
           coalesce(t.tier, 'NOT_READY') AS tier, least(t.changes_on, g.changes_on) AS tier_changes_on,
           x.last_on AS last_contact_on,
           coalesce(x.last_on + %(inactive_days)s >= %(as_of)s, false) AS active,
           s.entered_on IS NOT NULL AS enrolled, coalesce(h.prioritization_status = 1, false) AS placed,
           coalesce(s.housed, false) AS housed, s.changes_on AS stay_changes_on,
           greatest(s.entered_on, h.first_on) AS listed_since,
           -- As it was found, turned round by each day since on which it flips (policy §4).
           q.chronic <> ((SELECT count(*) FROM unnest(q.flips_on) d WHERE d <= %(as_of)s) %% 2 = 1) AS chronic,
           (SELECT min(d) FROM unnest(q.flips_on) d WHERE d > %(as_of)s) AS chronic_changes_on,
           c.veteran_status = 1 AS veteran, c.deceased_on, o.parked_until, o.live_referral,
           v.requested_on AS transfer_since
      FROM clients_client c
      LEFT JOIN hct h ON h.client_id = c.id
      LEFT JOIN crisis k ON k.client_id = c.id
      LEFT JOIN contact x ON x.client_id = c.id
      LEFT JOIN stay s ON s.client_id = c.id
      LEFT JOIN by_hand b ON b.client_id = c.id
      LEFT JOIN transfer v ON v.client_id = c.id
      LEFT JOIN offer o ON o.client_id = c.id
      LEFT JOIN readiness t ON t.client_id = c.id
      LEFT JOIN household_change g ON g.client_id = c.id
      LEFT JOIN assessments_chronicfinding q ON q.client_id = c.id
     WHERE c.continuum_id = %(continuum)s AND c.merged_into_id IS NULL
       AND (c.deceased_on IS NULL OR c.deceased_on > %(as_of)s) {only:c.id}
       AND (h.client_id IS NOT NULL OR k.client_id IS NOT NULL OR b.client_id IS NOT NULL OR v.client_id IS NOT NULL)
),
fresh AS (
    SELECT f.client_id, f.continuum_id, f.agency_id, f.household_type, f.household_size, f.tay_headed,
           f.hct_id, f.hct_on, f.hct_valid_through, f.crisis_id, f.crisis_valid_through,
           CASE WHEN f.hand_counts THEN f.hand ELSE f.hct_evh OR f.crisis_evh END AS evh,
           CASE WHEN f.hand_counts THEN f.hand END AS evh_by_hand,
           CASE WHEN f.hand_counts THEN CASE WHEN f.hand THEN f.hand_at END
                ELSE least(CASE WHEN f.hct_evh THEN f.hct_at END, CASE WHEN f.crisis_evh THEN f.crisis_at END)
            END AS evh_since,
           CASE WHEN f.hand_counts THEN f.hand_until
                ELSE greatest(CASE WHEN f.hct_evh THEN f.hct_valid_through END,
                              CASE WHEN f.crisis_evh THEN f.crisis_valid_through END)
            END AS evh_until,
           f.score, f.margin, f.homeless_since, f.tier, f.last_contact_on,
           CASE WHEN f.active THEN 'ACTIVE' ELSE 'INACTIVE' END AS activity, f.enrolled, f.placed, f.housed,
           coalesce(f.enrolled AND f.hct_valid AND f.placed AND f.active AND NOT f.housed, false) AS on_list,
           f.listed_since, f.veteran, f.chronic, f.parked_until, f.live_referral, f.transfer_since,
           least(CASE WHEN f.hct_valid_through >= %(as_of)s THEN f.hct_valid_through + 1 END,
                 CASE WHEN f.crisis_valid_through >= %(as_of)s THEN f.crisis_valid_through + 1 END,
                 CASE WHEN f.hand_counts THEN f.hand_until + 1 ELSE f.hand_from END,
                 CASE WHEN f.active THEN f.last_contact_on + %(inactive_days)s + 1 END,
                 f.parked_until, f.tier_changes_on, f.stay_changes_on, f.chronic_changes_on,
                 f.deceased_on) AS next_change_on
      FROM facts f
)
