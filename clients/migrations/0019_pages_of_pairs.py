"""Suspected duplicates by pages, both ways, and by reason."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "suspected_pages.sql"


class Migration(migrations.Migration):
    """One function in place of another."""

    dependencies = [("clients", "0018_nameless")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
