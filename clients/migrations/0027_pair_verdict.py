"""What was said about two records is told with who said it and when."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "pair_verdict.sql"


class Migration(migrations.Migration):
    """Yesterday's code goes on asking the function that tells the answer alone."""

    dependencies = [("clients", "0026_search_by_code")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
