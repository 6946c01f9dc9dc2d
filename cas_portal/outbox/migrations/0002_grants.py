"""Requests write messages; the worker works them off."""

from django.db import migrations

from cas_portal.access.rls import GrantTable


class Migration(migrations.Migration):
    """Grants only."""

    dependencies = [("outbox", "0001_initial"), ("access", "0001_context")]
    operations = [
        GrantTable("outbox_message", "SELECT, INSERT", to="web, app"),
        GrantTable("outbox_message", "SELECT, INSERT, UPDATE, DELETE", to="worker"),
    ]
