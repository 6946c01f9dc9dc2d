"""Sysadmins and auditors are told who makes a household whose head they see without a release (policy §10)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "household_ages.sql"


class Migration(migrations.Migration):
    """Yesterday's code asks the same function and is told more; what it was told before, it still is."""

    dependencies = [("clients", "0028_end_case_manager")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
