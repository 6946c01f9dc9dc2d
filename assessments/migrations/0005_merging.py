"""Submitted records stay as they were submitted; only a merge of two records of one person hangs them on the other."""

from django.db import migrations

HOLD_FAST = """
CREATE OR REPLACE FUNCTION assessments_hold_fast() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public AS $$
DECLARE
    may_change text[] := TG_ARGV[0]::text[] || '{wall_agency_id,wall_survivor,wall_shared_until}'::text[];
    once text[] := TG_ARGV[1]::text[];
    before jsonb;
    after jsonb;
    name text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A submitted record is never deleted.' USING ERRCODE = 'restrict_violation';
    END IF;
    -- The setting alone opens nothing: requests and jobs run as app, the merging functions as the owner.
    IF current_user <> 'app' AND current_setting('app.merging', true) = 'on' THEN
        may_change := may_change || 'client_id'::text;
    END IF;
    before := to_jsonb(OLD) - may_change;
    after := to_jsonb(NEW) - may_change;
    FOREACH name IN ARRAY once LOOP
        IF before -> name = 'null'::jsonb THEN
            before := before - name;
            after := after - name;
        END IF;
    END LOOP;
    IF before IS DISTINCT FROM after THEN
        RAISE EXCEPTION 'A submitted record is never edited.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """Replaces the function; the triggers that call it stay."""

    dependencies = [("assessments", "0004_draft_unfinished")]
    operations = [migrations.RunSQL(HOLD_FAST, migrations.RunSQL.noop)]
