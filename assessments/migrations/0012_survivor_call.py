"""A call to make together with a client is one more thing that follows from an assessment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One choice more; the column stays as it is."""

    dependencies = [("assessments", "0011_calls_end")]
    operations = [
        migrations.AlterField(
            model_name='followup',
            name='kind',
            field=models.CharField(choices=[('evh_notice', '2-1-1, the managers and the case manager are told of an urgent household'), ('contact_ways', 'The ways to reach the client are on the client’s page'), ('register_check', 'The result of the PC 290 check is kept'), ('exit', 'The household leaves coordinated entry with its destination'), ('plan', 'Individualized Support Plan (ISP)'), ('survivor_call', 'An urgent call is made together with the client')], max_length=16),
        ),
    ]
