"""Texts about survivors are read by the database itself; private notes are seen by the owner of the tables."""

from pathlib import Path

from django.db import migrations

from cas_portal.access.rls import KeepNameless, RebuildPolicies, Wall

SQL = (Path(__file__).resolve().parents[1] / "sql" / "nameless.sql").read_text(encoding="utf-8")

class Migration(migrations.Migration):
    """The guard, its triggers on notes and services, the wall of private notes."""

    dependencies = [("clients", "0017_led_to")]
    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        KeepNameless("clients_note", "text", "withdraw_reason"),
        KeepNameless("clients_service", "detail", "withdraw_reason"),
        RebuildPolicies("clients_note", Wall.CLIENT_ROW, private="private"),
    ]
