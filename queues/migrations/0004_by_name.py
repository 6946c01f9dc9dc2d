"""The log of the by-name list: jobs add rows, nobody changes or deletes one."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from cas_portal.access.rls import ProtectTable, Wall


class Migration(migrations.Migration):
    """A table of its own; nothing else changes."""

    dependencies = [
        ("accounts", "0002_grants"),
        ("clients", "0013_program_descriptors"),
        ("queues", "0003_household_triggers"),
    ]
    operations = [
        migrations.CreateModel(
            name="ByNameEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("population", models.CharField(choices=[("all", "Everybody"), ("chronic", "Chronically homeless"), ("veteran", "Veterans"), ("tay", "Transition-age youth"), ("family", "Families")], max_length=8)),
                ("status", models.CharField(choices=[("ACTIVE", "Active"), ("INACTIVE", "Inactive"), ("HOUSED", "Housed"), ("EXITED", "Left"), ("NOT_MET", "No longer belongs to the population")], max_length=8)),
                ("flow", models.CharField(blank=True, choices=[("new", "Newly identified"), ("from_housing", "Returned from housing"), ("from_inactive", "Returned from inactive"), ("housed", "Housed"), ("inactive", "Became inactive"), ("other", "Left otherwise, or no longer belongs")], max_length=13)),
                ("day", models.DateField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("client", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clients.client")),
                ("continuum", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.continuum")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["client", "population", "-id"], name="by_name_newest"),
                    models.Index(fields=["continuum", "day", "population"], name="by_name_by_day"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(models.Q(("flow__in", ["new", "from_housing", "from_inactive"]), _negated=True), ("status", "ACTIVE"), _connector="OR"), name="by_name_ways_in_make_active"),
                ],
            },
        ),
        ProtectTable("queues_bynameentry", Wall.STANDING, grants="SELECT, INSERT"),
    ]
