"""How people want to hear of notices by e-mail, and which notices that was settled for."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cas_portal.access.rls import AuditTable, ProtectTable, Wall


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_standing_training'),
        ('notifications', '0002_wall'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=4)),
                ('mail', models.CharField(choices=[('now', 'Now'), ('digest', 'Once a day'), ('off', 'No e-mail')], max_length=6)),
            ],
        ),
        migrations.AddField(
            model_name='notification',
            name='mail_settled_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('mail_settled_at', None)), fields=['continuum', 'at'], name='notification_mail'),
        ),
        migrations.AddField(
            model_name='noticechoice',
            name='continuum',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.continuum'),
        ),
        migrations.AddField(
            model_name='noticechoice',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='noticechoice',
            constraint=models.UniqueConstraint(fields=('owner', 'kind'), name='notice_choice_once'),
        ),
        ProtectTable("notifications_noticechoice", Wall.OWNER_ROW, grants="SELECT, INSERT, UPDATE (mail)"),
        AuditTable("notifications_noticechoice"),
    ]
