-- A large invented community: about 9 in 10 clients are released, 2 % are survivors, 2.4 assessments and 4.2 papers each.
INSERT INTO clients_client (id, public_id, continuum_id, agency_id, survivor, survivor_code, shared_until, hud_id,
       birth_year,
       veteran_status, disabling_condition, sex, am_ind_ak_native, asian, black_af_american, hispanic_latinao,
       mid_east_n_african, native_hi_pacific, white, interpreter_needed, version)
SELECT i, gen_random_uuid(), {continuum}, {agency}, i % 50 = 0,
       CASE WHEN i % 50 = 0 THEN 'SV-2025-' || lpad((i % 1000000)::text, 6, '0') END,
       CASE WHEN i % 50 <> 0 AND i % 10 <> 1 THEN TIMESTAMPTZ '2099-01-01' END, '', 1950 + i % 55,
       CASE WHEN i % 12 = 0 THEN 1 ELSE 0 END, i % 2, 0, 0, 0, 0, 0, 0, 0, 1, false, 1
  FROM generate_series(1, {size}) i;
INSERT INTO clients_identity (public_id, continuum_id, agency_id, client_id, wall_agency_id, wall_survivor,
       wall_shared_until, first_name,
       middle_name, last_name, suffix, alias, name_quality, birth_date, dob_quality, ssn_quality, phone, email,
       search_name, version)
SELECT gen_random_uuid(), continuum_id, agency_id, id, agency_id, survivor, shared_until, 'Testa' || id, '',
       'Invented', '', '', 1,
       make_date(birth_year, 1 + (id % 12)::int, 1 + (id % 28)::int), 1, 99, '', '', 'testa' || id || ' invented', 1
  FROM clients_client WHERE NOT survivor;
INSERT INTO clients_household (id, public_id, continuum_id, agency_id, client_id, wall_agency_id, wall_survivor,
       wall_shared_until, hud_id, imported)
SELECT id, gen_random_uuid(), continuum_id, agency_id, id, agency_id, survivor, shared_until, '',
       false FROM clients_client;
INSERT INTO clients_householdmember (public_id, continuum_id, agency_id, client_id, wall_agency_id, wall_survivor,
       wall_shared_until,
       household_id, relationship, joined_on, lives_elsewhere, imported)
SELECT gen_random_uuid(), continuum_id, agency_id, id, agency_id, survivor, shared_until, id, 1, '2024-01-01',
       false, false FROM clients_client;
INSERT INTO clients_enrollment (id, public_id, continuum_id, agency_id, client_id, wall_agency_id, wall_survivor,
       wall_shared_until, program_id,
       household_id, relationship, entry_date, exit_reason, coc_code, disabling_condition, hud_id, hud_user_id,
       imported, version)
SELECT id, gen_random_uuid(), continuum_id, agency_id, id, agency_id, survivor, shared_until, {cas}, id, 1,
       '2024-01-01', '', '', 99, '', '', false, 1
  FROM clients_client;
INSERT INTO clients_contact (public_id, continuum_id, agency_id, client_id, wall_agency_id, wall_survivor,
       wall_shared_until, happened_on, kind, qualifying)
SELECT gen_random_uuid(), continuum_id, agency_id, id, agency_id, survivor, shared_until,
       DATE '2025-08-30' - (id * n * 7 % 100)::int, 'check_in', true
  FROM clients_client, generate_series(1, 2) n;
INSERT INTO assessments_assessment (public_id, continuum_id, agency_id, client_id, wall_agency_id, wall_survivor,
       wall_shared_until, enrollment_id,
       kind, instrument_version, assessed_on, submitted_at, prioritization_status, answers, provenance,
       household_type,
       household_size, tay_headed, household_facts, score, threshold, evh, score_lines, valid_through,
       homeless_since,
       no_event_reason, void_reason, imported, hud_id)
SELECT gen_random_uuid(), c.continuum_id, c.agency_id, c.id, c.agency_id, c.survivor, c.shared_until, c.id,
       CASE WHEN n = 3 THEN 'CRISIS' ELSE 'HCT' END, '1', t.on_day, t.on_day + interval '18 hours', 1,
       '{"HC02": ["psh", "rrh"], "HC03": ["any"], "VB07": 1, "VB12": 116, "VB13": "tent", "HC10": 0}', '{}',
       'SINGLE_ADULT', 1,
       false, '{}', t.score, 6, t.score >= 6, '[]',
       CASE WHEN n = 3 THEN t.on_day + 90 ELSE (t.on_day + interval '15 months')::date END,
       DATE '2025-01-01' - (c.id * 13 % 2000)::int, '', '', false, ''
  FROM clients_client c, generate_series(1, 3) n,
       LATERAL (SELECT DATE '2025-08-31' - (c.id * n * 11 % 600)::int AS on_day,
       (c.id * n * 31 % 11)::int AS score) t
 WHERE n < 3 OR c.id % 5 < 2;
INSERT INTO documents_documentitem (public_id, continuum_id, agency_id, client_id, wall_agency_id, wall_survivor,
       wall_shared_until, kind, state, basis,
       current, uploaded_at, accepted_at, valid_through, reason)
SELECT gen_random_uuid(), c.continuum_id, c.agency_id, c.id, c.agency_id, c.survivor, c.shared_until, k.kind,
       'ACCEPTED', 'original', true, now(), now(),
       CASE WHEN k.n % 2 = 0 THEN DATE '2026-01-01' + (c.id % 300)::int END, ''
  FROM clients_client c, LATERAL (VALUES (1, 'PHOTO_ID'), (2, 'SSN_CARD'), (3, 'HOMELESS_CERT'), (4,
       'HOMELESS_HISTORY'), (5, 'DISABILITY')) k (n, kind)
 WHERE k.n < 5 OR c.id % 5 = 0;
