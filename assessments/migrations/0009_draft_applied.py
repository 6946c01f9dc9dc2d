"""The keys of the newest savings of a draft, so that a repeated one does nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column, with a default in the database, so that code of yesterday goes on writing drafts."""

    dependencies = [("assessments", "0008_listed_reasons")]
    operations = [
        migrations.AddField("draft", "applied", models.JSONField(db_default=[], default=list)),
    ]
