"""How somebody wants the portal to speak and look."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The database knows the defaults, so code that does not know the columns yet goes on working."""

    dependencies = [("accounts", "0004_setting_reason")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(blank=True, db_default="", default="", max_length=5),
        ),
        migrations.AddField(
            model_name="user",
            name="text_size",
            field=models.CharField(
                blank=True,
                choices=[("", "Normal"), ("large", "Large"), ("largest", "Largest")],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="single_keys",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
