"""What a program takes part in is decided by people, so its changes are written down like those of programs."""

from django.db import migrations

from cas_portal.access.rls import AuditTable


class Migration(migrations.Migration):
    """Triggers only."""

    dependencies = [("clients", "0003_release_search_access")]
    operations = [AuditTable("clients_ceparticipation")]
