"""The log newest first, by person and by kind, without stopping those who write it."""

from django.db import migrations

INDEXES = (
    "act_newest ON audit.act (continuum_id, at)",
    "act_of_person ON audit.act (user_id, at)",
    "act_of_kind ON audit.act (kind, at) WHERE kind <> 'read'",
    "change_newest ON audit.change (continuum_id, at)",
    "change_of_person ON audit.change (user_id, at)",
)


class Migration(migrations.Migration):
    """Not atomic: the indexes are built concurrently, by the role that owns the tables."""

    atomic = False
    dependencies = [("audit", "0006_entries")]
    operations = [
        migrations.RunSQL("SET ROLE audit_owner", migrations.RunSQL.noop),
        *[migrations.RunSQL(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {index}", migrations.RunSQL.noop) for index in INDEXES],
        migrations.RunSQL("RESET ROLE", migrations.RunSQL.noop),
    ]
