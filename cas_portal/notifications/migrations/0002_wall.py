"""Each person sees their own notices."""

from django.db import migrations

from cas_portal.access.rls import ProtectTable, Wall


class Migration(migrations.Migration):
    """Row-level security."""

    dependencies = [("notifications", "0001_initial"), ("access", "0001_context")]
    operations = [ProtectTable("notifications_notification", Wall.RECIPIENT)]
