"""A record says which of its answers belong on whose profile; putting them there follows from it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column with a default in the database, so that code of yesterday goes on, and one choice more."""

    dependencies = [("assessments", "0012_survivor_call")]
    operations = [
        migrations.AddField("assessment", "profile_facts", models.JSONField(db_default={}, default=dict)),
        migrations.AlterField(
            model_name='followup',
            name='kind',
            field=models.CharField(choices=[('evh_notice', '2-1-1, the managers and the case manager are told of an urgent household'), ('contact_ways', 'The ways to reach the client are on the client’s page'), ('register_check', 'The result of the PC 290 check is kept'), ('exit', 'The household leaves coordinated entry with its destination'), ('plan', 'Individualized Support Plan (ISP)'), ('profile', 'The profile says what was answered'), ('survivor_call', 'An urgent call is made together with the client')], max_length=16),
        ),
    ]
