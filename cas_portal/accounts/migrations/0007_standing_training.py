"""Whether agencies take part and why; training sessions and places, each behind its wall and in the audit log."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cas_portal.access.rls import AuditTable, ProtectTable, Wall


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_wording'),
    ]

    operations = [
        migrations.CreateModel(
            name='TrainingSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('starts_at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('where', models.CharField(max_length=200)),
                ('places', models.PositiveSmallIntegerField()),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('cancel_reason', models.CharField(blank=True, max_length=200)),
                ('cancelled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.continuum')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='TrainingPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('booked_at', models.DateTimeField()),
                ('given_back_at', models.DateTimeField(null=True)),
                ('came', models.BooleanField(null=True)),
                ('booked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('certificate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.certificate')),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.continuum')),
                ('marked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='booked', to='accounts.trainingsession')),
            ],
        ),
        migrations.CreateModel(
            name='AgencyStanding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('active', models.BooleanField()),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standings', to='accounts.agency')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.continuum')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='agency_standing_has_reason')],
            },
        ),
        migrations.AddConstraint(
            model_name='trainingsession',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('places__gte', 1)), name='training_session_has_room'),
        ),
        migrations.AddConstraint(
            model_name='trainingsession',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at', None)), fields=('continuum', 'title', 'starts_at'), name='training_session_once'),
        ),
        migrations.AddConstraint(
            model_name='trainingplace',
            constraint=models.UniqueConstraint(condition=models.Q(('given_back_at', None)), fields=('session', 'user'), name='training_place_once'),
        ),
        migrations.AddConstraint(
            model_name='trainingplace',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('came', None), ('marked_by', None)), models.Q(('came__isnull', False), ('marked_by__isnull', False)), _connector='OR'), name='training_place_marked_by_somebody'),
        ),
        ProtectTable("accounts_agencystanding", Wall.CONTINUUM, grants="SELECT, INSERT"),
        ProtectTable(
            "accounts_trainingsession",
            Wall.CONTINUUM,
            grants="SELECT, INSERT, UPDATE (cancelled_at, cancelled_by_id, cancel_reason)",
        ),
        ProtectTable(
            "accounts_trainingplace",
            Wall.CONTINUUM,
            grants="SELECT, INSERT, UPDATE (given_back_at, came, marked_by_id, certificate_id)",
        ),
        AuditTable("accounts_agencystanding"),
        AuditTable("accounts_trainingsession"),
        AuditTable("accounts_trainingplace"),
    ]
