"""Walls and audit log; submitted records are held fast by column grants and, should those fail, by triggers."""

from django.db import migrations

from cas_portal.access.rls import AuditTable, ProtectTable, Wall

VOID = ["voided_at", "voided_by_id", "void_reason"]
RESULT = ["result", "result_date", "rehoused", "aftercare"]
# table -> (columns that may change, columns that may be filled in once)
HELD_FAST = {
    "assessments_assessment": ([*VOID, "superseded_by_id"], []),
    "assessments_currentlivingsituation": (VOID, []),
    "assessments_ceevent": (VOID, RESULT),
}

HOLD_FAST = """
CREATE FUNCTION assessments_hold_fast() RETURNS trigger LANGUAGE plpgsql
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


def _hold_fast(table: str) -> migrations.RunSQL:
    changing, once = HELD_FAST[table]
    return migrations.RunSQL(
        f"CREATE TRIGGER hold_fast BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
        f" EXECUTE FUNCTION assessments_hold_fast('{{{','.join(changing)}}}', '{{{','.join(once)}}}')",
        migrations.RunSQL.noop,
    )


def _grants(table: str) -> str:
    changing, once = HELD_FAST[table]
    return f"SELECT, INSERT, UPDATE ({', '.join([*changing, *once])})"


class Migration(migrations.Migration):
    """Row-level security, immutability, audit triggers."""

    dependencies = [("assessments", "0001_initial"), ("access", "0001_context"), ("audit", "0001_log")]
    operations = [
        ProtectTable("assessments_draft", Wall.CLIENT_ROW, grants="SELECT, INSERT, UPDATE, DELETE"),
        *[ProtectTable(table, Wall.CLIENT_ROW, grants=_grants(table)) for table in HELD_FAST],
        migrations.RunSQL(HOLD_FAST, migrations.RunSQL.noop),
        *[_hold_fast(table) for table in HELD_FAST],
        AuditTable("assessments_draft", hidden=("saves", "suggestions")),
        *[AuditTable(table) for table in HELD_FAST],
    ]
