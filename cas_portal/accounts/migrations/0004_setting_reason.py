"""Why a setting was changed, and when; several changes for one day, of which the last counts."""

import django.db.models.functions.datetime
from django.db import migrations, models

from cas_portal.access.rls import AuditTable


class Migration(migrations.Migration):
    """Changes of the calendar are written down like those of settings."""

    dependencies = [
        ('accounts', '0003_joining'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='setting',
            name='setting_once_a_day',
        ),
        migrations.AddField(
            model_name='setting',
            name='made_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name='setting',
            name='reason',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddIndex(
            model_name='setting',
            index=models.Index(fields=['continuum', 'key', '-valid_from', '-id'], name='setting_newest'),
        ),
        AuditTable("accounts_holiday"),
    ]
