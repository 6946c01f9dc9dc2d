"""A member's papers touch everybody enrolled in the household, not only its head."""

from django.db import migrations

from queues.triggers import SOURCES, statements


class Migration(migrations.Migration):
    """Installs the trigger functions again; the statements replace what is there."""

    dependencies = [("queues", "0002_walls_and_triggers")]
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for source in SOURCES for sql in statements(source)]
