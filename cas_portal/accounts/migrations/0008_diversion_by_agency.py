"""Whether an agency leads the diversion talk: as its community, or by its own choice (instruments §7)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Every agency begins as its community; the database fills it in for code that does not know it."""

    dependencies = [("accounts", "0007_standing_training")]
    operations = [
        migrations.AddField(
            "agency",
            "diversion_intake",
            models.CharField(
                choices=[("community", "As the community"), ("on", "On"), ("off", "Off")],
                db_default="community",
                default="community",
                max_length=10,
            ),
        ),
    ]
