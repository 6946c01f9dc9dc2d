"""Reasons and names as a community words them, from a day on."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from cas_portal.access.rls import AuditTable, GrantTable


class Migration(migrations.Migration):
    """Rows are added, never changed; each is in the audit log."""

    dependencies = [("accounts", "0005_preferences")]
    operations = [
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("list_key", models.CharField(max_length=40)),
                ("code", models.CharField(max_length=40)),
                ("valid_from", models.DateField()),
                ("active", models.BooleanField(default=True)),
                ("text_en", models.CharField(max_length=120)),
                ("text_es", models.CharField(blank=True, max_length=120)),
                ("position", models.PositiveSmallIntegerField()),
                ("needs_note", models.BooleanField(default=False)),
                ("why", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "author",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
                ("continuum", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.continuum")),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["continuum", "list_key", "code", "-valid_from", "-id"], name="wording_newest"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(("text_en", "")), name="wording_has_words")
                ],
            },
        ),
        GrantTable("accounts_wording", "SELECT, INSERT"),
        AuditTable("accounts_wording"),
    ]
