"""The database finds numbers in texts about survivors whatever parts their digits."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).resolve().parents[1] / "sql" / "numbers.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """Yesterday's code is refused by the database what today's refuses itself."""

    dependencies = [("clients", "0022_plain_words")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
