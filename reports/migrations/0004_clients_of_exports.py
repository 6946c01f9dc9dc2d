"""Who is in a file that was made: it is handed out only while all of them are open to its owner."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """One column with a default."""

    dependencies = [("reports", "0003_nameless")]
    operations = [
        migrations.AddField(
            model_name="export",
            name="client_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), db_default=[], default=list, size=None
            ),
        ),
    ]
