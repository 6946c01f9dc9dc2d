"""Each person sees their own exports; the jobs that give up and delete see all."""

from django.db import migrations

from cas_portal.access.rls import AuditTable, ProtectTable, Wall


class Migration(migrations.Migration):
    """Row-level security and the audit log."""

    dependencies = [("reports", "0001_initial"), ("access", "0001_context"), ("audit", "0001_log")]
    operations = [ProtectTable("reports_export", Wall.OWNER_ROW), AuditTable("reports_export")]
