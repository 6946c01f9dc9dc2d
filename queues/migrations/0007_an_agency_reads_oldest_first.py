"""Who may not see the order gets their own households oldest first: the index follows that order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The index of an agency, made anew."""

    dependencies = [("queues", "0006_by_name_follows")]
    operations = [
        migrations.RemoveIndex(model_name="standing", name="standing_by_agency"),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["continuum", "agency", "listed_since", "client"],
                condition=models.Q(on_list=True),
                name="standing_by_agency",
            ),
        ),
    ]
