"""The index that finds the last seven digits of a phone, built while people work."""

from django.db import migrations


class Migration(migrations.Migration):
    """Not atomic: the index is built concurrently."""

    atomic = False
    dependencies = [("clients", "0024_decide_seen_pairs")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS identity_phone_seven ON clients_identity (right(phone, 7))"
            " WHERE phone <> ''",
            migrations.RunSQL.noop,
        )
    ]
