"""More of HUD's project descriptors: housing type and target population, services of an access point, funders."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from cas_portal.access.rls import AuditTable, ProtectTable, Wall

SERVICES = ["prevention_assessment", "crisis_assessment", "housing_assessment", "direct_services"]


class Migration(migrations.Migration):
    """New columns are empty or no, so older code goes on writing rows."""

    dependencies = [("clients", "0012_stated_age")]
    operations = [
        *[
            migrations.AddField("program", name, models.PositiveSmallIntegerField(blank=True, null=True))
            for name in ("housing_type", "target_population")
        ],
        *[migrations.AddField("ceparticipation", name, models.BooleanField(default=False)) for name in SERVICES],
        migrations.CreateModel(
            name="Funder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("funder", models.PositiveSmallIntegerField()),
                ("other_funder", models.CharField(blank=True, max_length=100)),
                ("grant_id", models.CharField(blank=True, max_length=100)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("continuum", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.continuum")),
                ("program", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="funders", to="clients.program")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"), name="funder_ends_after_start"),
                    models.CheckConstraint(condition=models.Q(models.Q(("funder", 46), ("other_funder__gt", "")), models.Q(models.Q(("funder", 46), _negated=True), ("other_funder", "")), _connector="OR"), name="funder_other_is_named"),
                ],
            },
        ),
        ProtectTable("clients_funder", Wall.CONTINUUM),
        AuditTable("clients_funder", client_column="client_id"),
    ]
