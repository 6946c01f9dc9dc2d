"""Dated stays and a disability on the profile touch the standing of their client."""

from django.db import migrations

from queues.triggers import EVERY_SOURCE, statements

TOUCHED = {"assessments_datedstay", "clients_client"}


class Migration(migrations.Migration):
    """Installs the trigger functions of two tables; the statements replace what is there."""

    dependencies = [("queues", "0004_by_name"), ("assessments", "0007_stays_and_plans")]
    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop)
        for source in EVERY_SOURCE
        if source.table in TOUCHED
        for sql in statements(source)
    ]
