"""Telephone calls: how to call back, and which draft was written meanwhile."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from cas_portal.access.rls import ProtectTable, Wall


class Migration(migrations.Migration):
    """Behind the wall of the specialist who took the call."""

    dependencies = [
        ("assessments", "0009_draft_applied"),
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("callback", models.CharField(blank=True, max_length=20)),
                ("said_name", models.CharField(blank=True, max_length=100)),
                ("started_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("continuum", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.continuum")),
                ("draft", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="assessments.draft")),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["owner"], name="call_open"),
        ),
        ProtectTable("assessments_call", Wall.OWNER_ROW),
    ]
