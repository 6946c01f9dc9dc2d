"""A record that was merged leads to the one that was kept, for every reader and every row written late."""

from pathlib import Path

from django.db import migrations

from cas_portal.access.rls import Statements

SQL = Path(__file__).resolve().parents[1] / "sql" / "led_to.sql"


class Migration(migrations.Migration):
    """Two functions."""

    dependencies = [("clients", "0016_shut_a_survivors_record")]
    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
        Statements(
            [
                "REVOKE EXECUTE ON FUNCTION clients_led_to(uuid, bigint) FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION clients_led_to(uuid, bigint) TO app",
            ]
        ),
    ]
