"""Which listed reason a returned paper has, beside its words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Words have room for the reason and its explanation."""

    dependencies = [("documents", "0002_walls")]
    operations = [
        migrations.AddField(
            "documentitem", "reason_code", models.CharField(blank=True, db_default="", default="", max_length=40)
        ),
        migrations.AlterField("documentitem", "reason", models.CharField(blank=True, max_length=400)),
    ]
