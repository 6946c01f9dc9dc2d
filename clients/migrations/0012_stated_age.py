"""The age a victim service provider tells of a survivor, and the day it was told (instruments §10)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Named records have a birth date instead."""

    dependencies = [("clients", "0011_head_of_household")]
    operations = [
        migrations.AddField("client", "stated_age", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField("client", "stated_on", models.DateField(blank=True, null=True)),
        migrations.AddConstraint(
            "client",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stated_age", None), ("stated_on", None)),
                    models.Q(("survivor", True), ("stated_age__lte", 120), ("stated_on__isnull", False)),
                    _connector="OR",
                ),
                name="client_age_stated_for_survivors_only",
            ),
        ),
    ]
