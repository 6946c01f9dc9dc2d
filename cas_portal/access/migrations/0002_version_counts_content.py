"""A version counts changes people make: what walls keep equal by themselves does not make a form stale."""

from django.db import migrations

VERSION = """
CREATE OR REPLACE FUNCTION access_raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    derived text[] := '{version,shared_until,wall_agency_id,wall_survivor,wall_shared_until,search_name}';
BEGIN
    NEW.version := OLD.version + ((to_jsonb(NEW) - derived) IS DISTINCT FROM (to_jsonb(OLD) - derived))::int;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """Replaces the function; the triggers that call it stay."""

    dependencies = [("access", "0001_context")]
    operations = [migrations.RunSQL(VERSION, migrations.RunSQL.noop)]
