"""The log of the by-name list follows a merge, and comes back when it is undone."""

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql" / "by_name_follows.sql"


class Migration(migrations.Migration):
    """One column that leads back, one trigger."""

    dependencies = [("queues", "0005_chronic"), ("clients", "0017_led_to")]
    operations = [
        migrations.AddField(
            model_name="bynameentry",
            name="came_from",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
