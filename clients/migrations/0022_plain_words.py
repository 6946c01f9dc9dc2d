"""Texts about survivors name nobody, however it is written; who said that a word names nobody is kept."""

import json
import uuid
from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from cas_portal.access.rls import AuditTable, HoldPlace, KeepNameless, ProtectTable, Wall

HERE = Path(__file__).resolve().parents[1]
TABLE = "clients_plainwords"


def names_only() -> str:
    """Return, as JSON, the first part of the list of names."""
    text = (HERE / "data" / "names.txt").read_text(encoding="utf-8").partition("[names only]")[2].partition("[")[0]
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return json.dumps(" ".join(lines).split())


SQL = (HERE / "sql" / "names_only.sql").read_text(encoding="utf-8").replace("{names}", names_only())


class Migration(migrations.Migration):
    """Yesterday's code is refused by the database what today's refuses itself."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0001_initial"),
        ("clients", "0021_grievance_kept_from"),
    ]
    operations = [
        migrations.CreateModel(
            name="PlainWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("wall_agency_id", models.BigIntegerField(default=0, editable=False)),
                ("wall_survivor", models.BooleanField(default=False, editable=False)),
                ("wall_shared_until", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("words", models.CharField(max_length=300)),
                ("agency", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency")),
                ("client", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="clients.client")),
                ("continuum", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.continuum")),
                ("created_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "words that name nobody",
                "constraints": [models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="plain_words_are_some")],
                "indexes": [models.Index(fields=["client", "-created_at"], name="plain_words_by_client")],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        ProtectTable(TABLE, Wall.CLIENT_ROW, "SELECT, INSERT"),
        HoldPlace(TABLE, "continuum_id", "agency_id", "client_id", "created_by_id"),
        AuditTable(TABLE),
        KeepNameless(TABLE, "words"),
    ]
