"""The memory of imports, which only listed jobs may read."""

import django.db.models.deletion
from django.db import migrations, models

from cas_portal.access.rls import ProtectTable, Statements, Wall

# An import draws the ids of new rows before it writes them.
DRAWN_FROM = [
    "accounts_agency",
    "clients_program",
    "clients_ceparticipation",
    "clients_client",
    "clients_household",
    "clients_householdmember",
    "clients_enrollment",
]


class Migration(migrations.Migration):
    """One table behind the wall for jobs."""

    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("clients", "0002_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="SourceRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=32)),
                ("key", models.CharField(max_length=80)),
                ("target_id", models.BigIntegerField()),
                ("digest", models.UUIDField()),
                ("hud_user_id", models.CharField(blank=True, max_length=32)),
                ("export_id", models.CharField(max_length=32)),
                ("continuum", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.continuum")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("continuum", "source", "kind", "key"), name="source_record_once"),
                ],
            },
        ),
        ProtectTable("hmis_csv_sourcerecord", Wall.JOB),
        Statements([f"GRANT USAGE ON SEQUENCE {table}_id_seq TO app" for table in DRAWN_FROM]),
    ]
