"""A grievance is kept from everybody of the staff it may be about, until somebody says who is meant."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cas_portal.access.rls import HoldPlace, RebuildPolicies, Statements, Wall

SQL = Path(__file__).resolve().parents[1] / "sql" / "staff_meant.sql"
# Checked at once: with checks of the changed rows still open, the table could not be altered below.
FILED = """
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE clients_grievance SET kept_from = clients_staff_meant(person_name, concat_ws(' ', what_happened, wish))
 WHERE about_user_id IS NULL;
UPDATE clients_grievance SET owner_id = NULL
 WHERE about_user_id IS NULL AND answered_at IS NULL AND owner_id = ANY (kept_from);
"""
OWNED = """
ALTER TABLE clients_grievance ADD CONSTRAINT grievance_owner_is_not_meant CHECK (owner_id IS NULL OR about_user_id IS NOT NULL
    OR about_settled_at IS NOT NULL OR answered_at IS NOT NULL OR owner_id <> ALL (kept_from))
"""


class Migration(migrations.Migration):
    """The database finds whom a grievance may be about, keeps it from them, and lets none of them own it."""

    dependencies = [
        ("clients", "0020_latest_word"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="grievance",
            name="kept_from",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(model_name="grievance", name="about_settled_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="grievance",
            name="about_settled_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="grievance",
            constraint=models.CheckConstraint(
                condition=models.Q(about_settled_at=None, about_settled_by=None)
                | models.Q(about_settled_at__isnull=False, about_settled_by__isnull=False),
                name="grievance_settled_by_somebody",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
        migrations.RunSQL(FILED, migrations.RunSQL.noop),
        Statements([OWNED, "DROP TRIGGER hold_place ON clients_grievance"]),
        HoldPlace(
            "clients_grievance",
            *("continuum_id", "receipt", "kind", "what_happened", "wish", "agency_name", "person_name", "name"),
            *("contact", "filed_by_id", "received_at", "received_on", "due_on", "kept_from"),
        ),
        RebuildPolicies("clients_grievance", Wall.GRIEVANCE),
    ]
