"""What was typed and does not validate yet is kept beside the answers of a draft."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column, with a default in the database, so that code of yesterday goes on writing drafts."""

    dependencies = [("assessments", "0003_hud_id_once_while_it_counts")]
    operations = [
        migrations.AddField("draft", "unfinished", models.JSONField(db_default={}, default=dict)),
    ]
