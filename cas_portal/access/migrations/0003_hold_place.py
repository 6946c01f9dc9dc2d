"""Rows stay with their tenant, their client and their author; a grant of access can only be shortened.

Row-level security compares a changed row with the walls, not with what it was before, so that a row somebody may see
could be handed to another agency, hung on another client, or a grant stretched to a client who was never granted.
"""

from django.db import migrations

from cas_portal.access.rls import HoldPlace, RebuildPolicies, Statements, Wall

HOLD_PLACE = """
CREATE FUNCTION access_hold_place() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    held text;
BEGIN
    -- People only: the owner keeps wall columns equal, and listed jobs bring in what other systems changed.
    IF current_user <> 'app' OR public.app_is_system() THEN
        RETURN NEW;
    END IF;
    FOREACH held IN ARRAY TG_ARGV LOOP
        IF to_jsonb(OLD) -> held IS DISTINCT FROM to_jsonb(NEW) -> held THEN
            RAISE EXCEPTION 'The column % of % keeps its value.', held, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE FUNCTION access_only_shorten() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.ends_at IS DISTINCT FROM OLD.ends_at AND (NEW.ends_at IS NULL OR NEW.ends_at > OLD.ends_at) THEN
        RAISE EXCEPTION 'A grant of access can only be shortened.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION access_hold_place(), access_only_shorten(), access_raise_version(),
    clients_access_refuses_survivors() FROM PUBLIC;
CREATE TRIGGER only_shorten BEFORE UPDATE ON clients_clientaccess
FOR EACH ROW EXECUTE FUNCTION access_only_shorten();
"""

ROWS = [
    "clients_identity",
    "clients_household",
    "clients_householdmember",
    "clients_enrollment",
    "clients_casemanager",
    "assessments_draft",
    "documents_documentitem",
    "referrals_referral",
    "referrals_deadline",
    "queues_manualevh",
    "queues_emergencytransfer",
]


class Migration(migrations.Migration):
    """Tables that nobody may change, or whose columns are granted one by one, need no more than that."""

    dependencies = [
        ("access", "0002_version_counts_content"),
        ("clients", "0003_release_search_access"),
        ("assessments", "0002_walls"),
        ("documents", "0002_walls"),
        ("referrals", "0002_walls"),
        ("queues", "0002_walls_and_triggers"),
        ("notifications", "0002_wall"),
        ("reports", "0002_wall"),
        ("outbox", "0004_submission"),
    ]
    operations = [
        migrations.RunSQL(HOLD_PLACE, migrations.RunSQL.noop),
        HoldPlace(
            "clients_client", "continuum_id", "agency_id", "survivor", "survivor_code", "shared_until", "created_by_id"
        ),
        *[HoldPlace(table, "continuum_id", "agency_id", "client_id", "created_by_id") for table in ROWS],
        HoldPlace(
            "clients_clientaccess",
            *("continuum_id", "client_id", "agency_id", "user_id", "granted_by_id", "starts_at", "reason"),
        ),
        HoldPlace("clients_program", "continuum_id", "agency_id"),
        HoldPlace("referrals_opening", "continuum_id", "agency_id", "program_id"),
        HoldPlace("notifications_notification", "continuum_id", "recipient_id"),
        HoldPlace("reports_export", "continuum_id", "owner_id"),
        HoldPlace("outbox_submission", "continuum_id", "owner_id"),
        # A release is withdrawn, never rewritten.
        Statements(["REVOKE UPDATE ON clients_release FROM app"]),
        Statements(["GRANT UPDATE (revoked_at, revoked_by_id) ON clients_release TO app"]),
        RebuildPolicies("clients_clientaccess", Wall.CLIENT_ACCESS),
    ]
