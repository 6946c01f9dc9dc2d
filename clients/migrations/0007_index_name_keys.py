"""The index that finds names by their keys, built while people work."""

from django.db import migrations


class Migration(migrations.Migration):
    """Not atomic: the index is built concurrently."""

    atomic = False
    dependencies = [("clients", "0006_names_by_likeness")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS identity_name_keys ON clients_identity"
            " USING gin (clients_name_keys(search_name))",
            migrations.RunSQL.noop,
        )
    ]
