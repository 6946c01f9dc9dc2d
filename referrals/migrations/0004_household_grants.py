"""A referral opens every member of its household to the program, and closes them again (ADR 6)."""

from django.db import migrations

# The state of referrals decides who may see whom, so the database derives the grants from it: also for members whose
# own record is closed to whoever sends the referral, and for those who join or leave while it runs. A survivor record
# is never opened. Reviewed: pinned search_path, no dynamic SQL; whatever it is called with, it only brings grants with
# the reason "referral" in line with the referrals there are, and tells nothing.
GRANTS = """
CREATE FUNCTION referrals_sync_access(head bigint, program_agency bigint) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
    -- Who lives in the CE household of each head with a referral that runs at this agency, the head included.
    WITH running AS (
        SELECT DISTINCT r.client_id AS head_id FROM public.referrals_referral r
         WHERE r.housing_agency_id = program_agency
           AND r.state IN ('SENT', 'IN_PROCESS', 'ACCEPTED', 'DECLINE_PENDING', 'ENROLLED', 'HOUSED')
           AND (r.client_id = head OR EXISTS (
               SELECT FROM public.clients_householdmember mine
                 JOIN public.clients_household h ON h.id = mine.household_id
                 JOIN public.clients_householdmember theirs ON theirs.household_id = h.id AND theirs.client_id = r.client_id
                WHERE h.client_id = head OR mine.client_id = head))
    ), needed AS (
        SELECT head_id AS client_id FROM running
        UNION
        SELECT m.client_id FROM running CROSS JOIN LATERAL (
            SELECT e.household_id FROM public.clients_enrollment e JOIN public.clients_program p ON p.id = e.program_id
             WHERE e.client_id = running.head_id AND p.is_cas
             ORDER BY e.exit_date DESC NULLS FIRST, e.entry_date DESC, e.id DESC LIMIT 1) s
          JOIN public.clients_householdmember m ON m.household_id = s.household_id
         WHERE m.left_on IS NULL AND NOT m.lives_elsewhere
    ), closed AS (
        UPDATE public.clients_clientaccess a SET ends_at = statement_timestamp()
         WHERE a.agency_id = program_agency AND a.reason = 'referral' AND a.ends_at IS NULL
           AND a.client_id NOT IN (SELECT client_id FROM needed)
           AND (a.client_id = head OR a.client_id IN (
               SELECT m.client_id FROM public.clients_household h
                 JOIN public.clients_householdmember m ON m.household_id = h.id WHERE h.client_id = head))
    )
    INSERT INTO public.clients_clientaccess
           (continuum_id, client_id, agency_id, starts_at, reason, granted_by_id, created_by_id, created_at)
    SELECT c.continuum_id, c.id, program_agency, statement_timestamp(), 'referral', c.agency_id, public.app_user(), now()
      FROM needed JOIN public.clients_client c ON c.id = needed.client_id
     WHERE NOT c.survivor
    ON CONFLICT DO NOTHING
$$;

CREATE FUNCTION referrals_follow_household() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.referrals_sync_access(r.client_id, r.housing_agency_id)
       FROM (SELECT DISTINCT h.client_id FROM new_rows n JOIN public.clients_household h ON h.id = n.household_id) h
       JOIN (SELECT DISTINCT o.client_id, o.housing_agency_id FROM public.referrals_referral o
              WHERE o.state IN ('SENT', 'IN_PROCESS', 'ACCEPTED', 'DECLINE_PENDING', 'ENROLLED', 'HOUSED')) r
         ON r.client_id = h.client_id;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION referrals_sync_access(bigint, bigint), referrals_follow_household() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION referrals_sync_access(bigint, bigint) TO app;

CREATE TRIGGER referrals_follow_insert AFTER INSERT ON clients_householdmember REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION referrals_follow_household();
CREATE TRIGGER referrals_follow_update AFTER UPDATE ON clients_householdmember REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION referrals_follow_household();
"""


class Migration(migrations.Migration):
    """Functions and triggers; then the households of the referrals that run today are opened."""

    dependencies = [("referrals", "0003_ce_event"), ("clients", "0004_audit_participation")]
    operations = [
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(
            "SELECT referrals_sync_access(client_id, housing_agency_id) FROM referrals_referral"
            " WHERE state IN ('SENT', 'IN_PROCESS', 'ACCEPTED', 'DECLINE_PENDING', 'ENROLLED', 'HOUSED')",
            migrations.RunSQL.noop,
        ),
    ]
