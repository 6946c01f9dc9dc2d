"""The search finds a client by the code that pages and mails show, and by seven digits of a phone."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "search.sql"


class Migration(migrations.Migration):
    """The same arguments as before: yesterday's code asks for less."""

    dependencies = [("clients", "0025_short_phones")]
    operations = [
        # Loads pg_trgm into this session: until then nobody but a superuser may name its threshold in a function.
        migrations.RunSQL("SELECT show_limit()", migrations.RunSQL.noop),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
