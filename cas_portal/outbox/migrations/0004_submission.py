"""What came of each form that was sent."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from cas_portal.access.rls import ProtectTable, Wall


class Migration(migrations.Migration):
    """Behind the wall of the person who sent it."""

    dependencies = [("outbox", "0003_asked_by"), ("accounts", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField()),
                ("digest", models.CharField(max_length=64)),
                ("url", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "continuum",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.continuum"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("owner", "key"), name="submission_once")]},
        ),
        ProtectTable("outbox_submission", Wall.OWNER_ROW),
    ]
