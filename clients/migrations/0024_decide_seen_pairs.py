"""Who decides about a pair of records sees both: the database asks, too."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "decide_pairs.sql"


class Migration(migrations.Migration):
    """The same function with another body."""

    dependencies = [("clients", "0023_numbers")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
