"""How to reach a person and where they are, notes, services, hand-offs: tables, walls, audit."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from cas_portal.access.rls import AuditTable, HoldPlace, ProtectTable, Statements, Wall

TABLES = ["clients_contactmethod", "clients_place", "clients_note", "clients_service", "clients_handoff"]
CHANGES = {
    "clients_contactmethod": "preferred, ended_at, ended_by_id",
    "clients_place": "withdrawn_at, withdrawn_by_id",
    "clients_note": "withdrawn_at, withdrawn_by_id, withdraw_reason",
    "clients_service": "withdrawn_at, withdrawn_by_id, withdraw_reason",
    "clients_handoff": "received_at, received_by_id",
}


class Migration(migrations.Migration):
    """Five tables; notes keep private rows to the agency that wrote them."""

    dependencies = [
        ('access', '0004_roles_in_walls'),
        ('accounts', '0002_grants'),
        ('clients', '0009_consent'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactMethod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('wall_agency_id', models.BigIntegerField(default=0, editable=False)),
                ('wall_survivor', models.BooleanField(default=False, editable=False)),
                ('wall_shared_until', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('kind', models.CharField(choices=[('phone', 'Phone'), ('email', 'E-mail'), ('person', 'Somebody who passes word on')], max_length=8)),
                ('value', models.CharField(blank=True, max_length=254)),
                ('person_name', models.CharField(blank=True, max_length=100)),
                ('relationship', models.CharField(blank=True, max_length=60)),
                ('message', models.CharField(choices=[('any', 'Safe to leave a message'), ('name_only', 'Leave only a name and a number'), ('none', 'Leave no message')], default='none', max_length=10)),
                ('texts', models.BooleanField(default=False)),
                ('best_time', models.CharField(blank=True, max_length=60)),
                ('preferred', models.BooleanField(default=False)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clients.client')),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.continuum')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['client'], name='contact_method_by_client')],
                'constraints': [models.CheckConstraint(condition=models.Q(('wall_survivor', False)), name='contact_method_never_of_a_survivor'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'person'), _negated=True), models.Q(('person_name', ''), _negated=True), _connector='OR'), name='contact_method_person_has_a_name'), models.CheckConstraint(condition=models.Q(('kind', 'person'), models.Q(('value', ''), _negated=True), _connector='OR'), name='contact_method_has_a_value'), models.UniqueConstraint(condition=models.Q(('ended_at', None), ('preferred', True)), fields=('client',), name='contact_method_one_preferred')],
            },
        ),
        migrations.CreateModel(
            name='HandOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('wall_agency_id', models.BigIntegerField(default=0, editable=False)),
                ('wall_survivor', models.BooleanField(default=False, editable=False)),
                ('wall_shared_until', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('happened_on', models.DateField()),
                ('reason', models.CharField(max_length=300)),
                ('received_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clients.client')),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.continuum')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('received_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to_agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency')),
            ],
            options={
                'indexes': [models.Index(fields=['client', '-happened_on'], name='hand_off_by_client'), models.Index(condition=models.Q(('received_at', None)), fields=['to_agency'], name='hand_off_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_agency', models.F('agency')), _negated=True), name='hand_off_leaves_the_agency'), models.CheckConstraint(condition=models.Q(('wall_survivor', False)), name='hand_off_never_of_a_survivor')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('wall_agency_id', models.BigIntegerField(default=0, editable=False)),
                ('wall_survivor', models.BooleanField(default=False, editable=False)),
                ('wall_shared_until', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdraw_reason', models.CharField(blank=True, max_length=200)),
                ('happened_on', models.DateField()),
                ('text', models.TextField(max_length=4000)),
                ('private', models.BooleanField(default=False)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clients.client')),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.continuum')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['client', '-happened_on'], name='note_by_client')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='note_says_something')],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('wall_agency_id', models.BigIntegerField(default=0, editable=False)),
                ('wall_survivor', models.BooleanField(default=False, editable=False)),
                ('wall_shared_until', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('seen_on', models.DateField()),
                ('place', models.CharField(max_length=200)),
                ('details', models.CharField(blank=True, max_length=500)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clients.client')),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.continuum')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['client', '-seen_on', '-created_at'], name='place_by_client')],
                'constraints': [models.CheckConstraint(condition=models.Q(('wall_survivor', False)), name='place_never_of_a_survivor'), models.CheckConstraint(condition=models.Q(('place', ''), _negated=True), name='place_says_where')],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('wall_agency_id', models.BigIntegerField(default=0, editable=False)),
                ('wall_survivor', models.BooleanField(default=False, editable=False)),
                ('wall_shared_until', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdraw_reason', models.CharField(blank=True, max_length=200)),
                ('given_on', models.DateField()),
                ('kind', models.CharField(choices=[('case_management', 'Case management'), ('housing_search', 'Housing search'), ('documents', 'Help with papers'), ('benefits', 'Help with benefits'), ('employment', 'Employment or education'), ('health', 'Health care'), ('behavioral', 'Mental health or substance use care'), ('legal', 'Legal help'), ('transport', 'Transportation'), ('food', 'Food'), ('basics', 'Clothing, hygiene, storage'), ('money', 'Financial help'), ('other', 'Something else')], max_length=20)),
                ('detail', models.CharField(blank=True, max_length=300)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='clients.client')),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.continuum')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['client', '-given_on'], name='service_by_client')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'other'), _negated=True), models.Q(('detail', ''), _negated=True), _connector='OR'), name='service_other_is_explained')],
            },
        ),
        *[
            ProtectTable(table, Wall.CLIENT_ROW, "SELECT, INSERT", private="private" if table == "clients_note" else "")
            for table in TABLES
        ],
        # Written once: only these columns ever change.
        Statements([f"GRANT UPDATE ({columns}) ON {table} TO app" for table, columns in CHANGES.items()]),
        *[HoldPlace(table, "continuum_id", "agency_id", "client_id", "created_by_id") for table in TABLES],
        *[AuditTable(table) for table in TABLES],
    ]
