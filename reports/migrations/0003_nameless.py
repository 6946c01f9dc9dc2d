"""Texts about survivors on all floors are read by the database; reviewed functions look into temporary tables last."""

from django.db import migrations

from cas_portal.access.rls import KeepNameless

# Temporary tables come before any other when a path does not name them, and the worker may make some.
PINNED = """
DO $pinned$ DECLARE one record; BEGIN
    FOR one IN SELECT p.oid::regprocedure AS name, p.proowner::regrole AS owner,
                      (SELECT substr(c, 13) FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=%') AS path
                 FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                WHERE n.nspname IN ('public', 'audit') AND p.prosecdef
                  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
        IF one.path IS NOT NULL AND one.path NOT LIKE '%pg_temp' THEN
            EXECUTE format('SET LOCAL ROLE %I', one.owner);
            EXECUTE format('ALTER FUNCTION %s SET search_path = %s, pg_temp', one.name, one.path);
            RESET ROLE;
        END IF;
    END LOOP;
END $pinned$
"""

TYPED = {
    "assessments_draft": ["answers", "unfinished", "discard_reason"],
    "assessments_assessment": ["answers", "no_event_reason", "void_reason"],
    "assessments_ceevent": ["reason", "void_reason"],
    "assessments_currentlivingsituation": ["verified_by_text", "void_reason"],
    "assessments_correctionrequest": ["text", "answer"],
    "documents_documentitem": ["reason"],
    "referrals_referral": ["override_reason", "skip_reason", "note"],
    "referrals_transition": ["note"],
    "queues_manualevh": ["reason"],
}


class Migration(migrations.Migration):
    """Comes after every migration that makes such a table or function."""

    dependencies = [
        ("reports", "0002_wall"), ("queues", "0006_by_name_follows"), ("referrals", "0006_hand_over_by_service"),
        ("documents", "0003_listed_reasons"), ("assessments", "0009_draft_applied"), ("clients", "0018_nameless"),
        ("audit", "0003_reading"),
    ]
    operations = [
        *[KeepNameless(table, *columns) for table, columns in TYPED.items()],
        migrations.RunSQL(PINNED, migrations.RunSQL.noop),
    ]
