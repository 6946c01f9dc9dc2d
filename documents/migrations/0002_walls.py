"""The wall and the audit log of the papers."""

from django.db import migrations

from cas_portal.access.rls import AuditTable, ProtectTable, Wall


class Migration(migrations.Migration):
    """Row-level security and audit triggers."""

    dependencies = [("documents", "0001_initial"), ("clients", "0002_walls")]
    operations = [
        ProtectTable("documents_documentitem", Wall.CLIENT_ROW),
        AuditTable("documents_documentitem"),
    ]
