"""Every instrument: records without a score, what follows from a record, PC 290 checks, versions of instruments."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from cas_portal.access.rls import AuditTable, HoldPlace, ProtectTable, Wall

FOLLOW_UP = "SELECT, INSERT, UPDATE (state, problem, tries, done_at, done_by_id)"
VERSION = "SELECT, INSERT, UPDATE (status, published_at, published_by_id, retired_at)"


class Migration(migrations.Migration):
    """Three tables behind their walls; two checks on assessments are written anew."""

    dependencies = [
        ('accounts', '0005_preferences'),
        ('assessments', '0005_merging'),
        ('clients', '0016_shut_a_survivors_record'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('wall_agency_id', models.BigIntegerField(default=0, editable=False)),
                ('wall_survivor', models.BooleanField(default=False, editable=False)),
                ('wall_shared_until', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('kind', models.CharField(choices=[('evh_notice', '2-1-1, the managers and the case manager are told of an urgent household'), ('contact_ways', 'The ways to reach the client are on the client’s page'), ('register_check', 'The result of the PC 290 check is kept'), ('exit', 'The household leaves coordinated entry with its destination'), ('plan', 'Individualized Support Plan (ISP)')], max_length=16)),
                ('state', models.CharField(choices=[('due', 'Due'), ('done', 'Done'), ('failed', 'Not done yet')], max_length=8)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='InstrumentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('instrument', models.CharField(max_length=12)),
                ('version', models.CharField(max_length=8)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('retired', 'Retired')], default='draft', max_length=10)),
                ('data', models.JSONField()),
                ('note', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='RegisterCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('wall_agency_id', models.BigIntegerField(default=0, editable=False)),
                ('wall_survivor', models.BooleanField(default=False, editable=False)),
                ('wall_shared_until', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('checked_on', models.DateField()),
                ('result', models.CharField(choices=[('clear', 'Clear: nobody is on the register'), ('registrant', 'Somebody is on the register')], max_length=12)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='assessment',
            name='assessment_scored_unless_imported',
        ),
        migrations.AlterField(
            model_name='assessment',
            name='kind',
            field=models.CharField(choices=[('HCT', 'Housing Conversation Tool (HCT)'), ('CRISIS', 'Crisis Assessment'), ('STATUS', 'Status Update'), ('ANNUAL', 'Annual Assessment'), ('DIVERSION', 'Diversion talk')], max_length=12),
        ),
        migrations.AlterField(
            model_name='assessment',
            name='valid_through',
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('imported', True), models.Q(('kind__in', ('HCT', 'CRISIS')), _negated=True), _connector='OR'), ('evh', False), ('score', None)), models.Q(('imported', False), ('kind__in', ('HCT', 'CRISIS')), ('score__isnull', False), ('threshold__isnull', False)), _connector='OR'), name='assessment_scored_unless_imported'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('HCT', 'CRISIS')), ('valid_through__isnull', False)), models.Q(models.Q(('kind__in', ('HCT', 'CRISIS')), _negated=True), ('valid_through', None)), _connector='OR'), name='assessment_scored_ones_run_out'),
        ),
        migrations.AddField(
            model_name='followup',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency'),
        ),
        migrations.AddField(
            model_name='followup',
            name='assessment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='assessments.assessment'),
        ),
        migrations.AddField(
            model_name='followup',
            name='client',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clients.client'),
        ),
        migrations.AddField(
            model_name='followup',
            name='continuum',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.continuum'),
        ),
        migrations.AddField(
            model_name='followup',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='followup',
            name='done_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='instrumentversion',
            name='continuum',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.continuum'),
        ),
        migrations.AddField(
            model_name='instrumentversion',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='instrumentversion',
            name='published_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='registercheck',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency'),
        ),
        migrations.AddField(
            model_name='registercheck',
            name='assessment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.assessment'),
        ),
        migrations.AddField(
            model_name='registercheck',
            name='client',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clients.client'),
        ),
        migrations.AddField(
            model_name='registercheck',
            name='continuum',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.continuum'),
        ),
        migrations.AddField(
            model_name='registercheck',
            name='created_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(condition=models.Q(('state', 'done'), _negated=True), fields=['continuum', 'due_on'], name='follow_up_open'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.UniqueConstraint(fields=('assessment', 'kind'), name='follow_up_once'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('done_at', None)), _connector='OR'), name='follow_up_done_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'due'), _negated=True), ('due_on__isnull', False), _connector='OR'), name='follow_up_due_has_day'),
        ),
        migrations.AddConstraint(
            model_name='instrumentversion',
            constraint=models.UniqueConstraint(fields=('continuum', 'instrument', 'version'), name='instrument_version_once'),
        ),
        migrations.AddConstraint(
            model_name='instrumentversion',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'published')), fields=('continuum', 'instrument'), name='instrument_version_one_in_use'),
        ),
        migrations.AddConstraint(
            model_name='instrumentversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('status', 'draft')), models.Q(models.Q(('status', 'draft'), _negated=True), ('published_at__isnull', False), ('published_by__isnull', False)), _connector='OR'), name='instrument_version_published_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='registercheck',
            index=models.Index(fields=['client', '-checked_on', '-id'], name='register_check_newest'),
        ),
        ProtectTable("assessments_followup", Wall.CLIENT_ROW, grants=FOLLOW_UP),
        ProtectTable("assessments_registercheck", Wall.CLIENT_ROW, grants="SELECT, INSERT"),
        ProtectTable("assessments_instrumentversion", Wall.CONTINUUM, grants=VERSION),
        AuditTable("assessments_followup"),
        AuditTable("assessments_registercheck"),
        AuditTable("assessments_instrumentversion", hidden=("data",)),
        HoldPlace("assessments_followup", "continuum_id", "agency_id", "client_id", "created_by_id"),
    ]
