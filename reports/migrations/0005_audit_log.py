"""The audit log is a kind of export."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Choices alone: nothing changes in the database."""

    dependencies = [("reports", "0004_clients_of_exports")]
    operations = [
        migrations.AlterField(
            model_name="export",
            name="kind",
            field=models.CharField(choices=[("caseload", "Caseload"), ("audit_log", "Audit log")], max_length=12),
        ),
    ]
