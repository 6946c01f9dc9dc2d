"""Dated stays, what they say, support plans with their versions, and what clients want corrected."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from cas_portal.access.rls import AuditTable, HoldPlace, ProtectTable, Wall

SETTLED = "resolved_at, resolved_by_id, outcome, answer"
GRANTS = {
    "assessments_datedstay": "SELECT, INSERT, UPDATE",
    "assessments_plan": "SELECT, INSERT, UPDATE",
    "assessments_planversion": "SELECT, INSERT",
    "assessments_correctionrequest": f"SELECT, INSERT, UPDATE ({SETTLED})",
}


class Migration(migrations.Migration):
    """Four tables about clients, and one derived from them that only jobs write."""

    dependencies = [
        ('accounts', '0005_preferences'),
        ('assessments', '0006_instruments_and_follow_ups'),
        ('clients', '0016_shut_a_survivors_record'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('wall_agency_id', models.BigIntegerField(default=0, editable=False)),
                ('wall_survivor', models.BooleanField(default=False, editable=False)),
                ('wall_shared_until', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('made_on', models.DateField()),
                ('preferred', models.CharField(blank=True, max_length=20)),
                ('content', models.JSONField(default=dict)),
                ('agreement', models.CharField(choices=[('agrees', 'The client took part and agrees'), ('not_yet', 'Not talked over with the client yet'), ('disagrees', 'The client took part and does not agree'), ('absent', 'The client could not be reached'), ('declined', 'The client prefers no plan now')], default='not_yet', max_length=10)),
                ('agreed_on', models.DateField(blank=True, null=True)),
                ('no_agreement_reason', models.CharField(blank=True, max_length=200)),
                ('review_on', models.DateField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency')),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clients.client')),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.continuum')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hct', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='assessments.assessment')),
                ('worker', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('wall_agency_id', models.BigIntegerField(default=0, editable=False)),
                ('wall_survivor', models.BooleanField(default=False, editable=False)),
                ('wall_shared_until', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('number', models.PositiveIntegerField()),
                ('saved_at', models.DateTimeField()),
                ('what', models.CharField(blank=True, max_length=200)),
                ('snapshot', models.JSONField(default=dict)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clients.client')),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.continuum')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='assessments.plan')),
            ],
        ),
        migrations.CreateModel(
            name='ChronicFinding',
            fields=[
                ('client', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='clients.client')),
                ('as_of', models.DateField()),
                ('chronic', models.BooleanField()),
                ('flips_on', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), default=list, size=None)),
                ('digest', models.CharField(max_length=64)),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.continuum')),
            ],
            options={
                'indexes': [models.Index(fields=['continuum'], name='chronic_finding_by_continuum')],
            },
        ),
        migrations.CreateModel(
            name='CorrectionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('wall_agency_id', models.BigIntegerField(default=0, editable=False)),
                ('wall_survivor', models.BooleanField(default=False, editable=False)),
                ('wall_shared_until', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('asked_on', models.DateField()),
                ('text', models.CharField(max_length=1000)),
                ('by_client', models.BooleanField(default=False)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('corrected', 'Corrected in a new assessment or record'), ('explained', 'Talked over: the record is right as it is'), ('kept', 'Could not be settled; the client’s words stay with the record')], max_length=10)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency')),
                ('assessment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='assessments.assessment')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clients.client')),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.continuum')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['client', '-asked_on'], name='correction_by_client'), models.Index(condition=models.Q(('resolved_at', None)), fields=['continuum', 'agency'], name='correction_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='correction_says_what'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('resolved_at', None)), models.Q(('resolved_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='correction_settled_with_outcome')],
            },
        ),
        migrations.CreateModel(
            name='DatedStay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('wall_agency_id', models.BigIntegerField(default=0, editable=False)),
                ('wall_survivor', models.BooleanField(default=False, editable=False)),
                ('wall_shared_until', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('started_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('situation', models.PositiveSmallIntegerField()),
                ('place', models.CharField(blank=True, max_length=100)),
                ('proof', models.CharField(choices=[('third_party', 'Third party: HMIS, letter, record'), ('observation', 'Seen by a worker'), ('self', 'Client’s own word')], default='self', max_length=12)),
                ('source', models.CharField(choices=[('typed', 'Entered here'), ('hct', 'Housing Conversation Tool'), ('cls', 'Current Living Situation'), ('program', 'Stay in a program')], default='typed', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('remove_reason', models.CharField(blank=True, max_length=200)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency')),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clients.client')),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.continuum')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('removed_at', None)), fields=['client', 'started_on'], name='dated_stay_by_client')],
                'constraints': [models.CheckConstraint(condition=models.Q(('wall_survivor', False)), name='dated_stay_never_of_a_survivor'), models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='dated_stay_ends_after_it_began'), models.CheckConstraint(condition=models.Q(models.Q(('remove_reason', ''), ('removed_at', None)), models.Q(('removed_at__isnull', False), models.Q(('remove_reason', ''), _negated=True)), _connector='OR'), name='dated_stay_removed_with_reason')],
            },
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['continuum', 'review_on'], name='plan_by_review'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('wall_survivor', False)), name='plan_never_of_a_survivor'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_on__isnull', False), ('agreement', 'agrees')), models.Q(models.Q(('agreement', 'agrees'), _negated=True), ('agreed_on', None)), _connector='OR'), name='plan_agreement_has_a_day'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('review_on__gte', models.F('made_on'))), name='plan_reviewed_after_it_was_made'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('client',), name='plan_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.CheckConstraint(condition=models.Q(('wall_survivor', False)), name='plan_version_never_of_a_survivor'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='plan_version_once'),
        ),
        *[ProtectTable(table, Wall.CLIENT_ROW, grants) for table, grants in GRANTS.items()],
        *[HoldPlace(table, "continuum_id", "agency_id", "client_id", "created_by_id") for table in GRANTS],
        *[AuditTable(table) for table in GRANTS],
        ProtectTable("assessments_chronicfinding", Wall.STANDING, "SELECT, INSERT, UPDATE, DELETE"),
    ]
