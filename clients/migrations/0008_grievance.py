"""Grievances behind their wall: who filed one, SSF and auditors; never who is complained of."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from cas_portal.access.rls import AuditTable, HoldPlace, ProtectTable, Statements, Wall

# As the wall was then; 0021 asks for columns that are not there yet.
SEEN = (
    "(continuum_id = app_continuum() AND (filed_by_id = app_user() OR app_is_system()"
    " OR (about_user_id IS DISTINCT FROM app_user() AND (SELECT app_holds('ssf_admin', 'auditor')))))"
)
MADE = "(continuum_id = app_continuum() AND filed_by_id IS NOT DISTINCT FROM app_user())"
WALL = [
    "ALTER TABLE clients_grievance ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE clients_grievance FORCE ROW LEVEL SECURITY",
    "CREATE POLICY owner ON clients_grievance TO migrator USING (true) WITH CHECK (true)",
    f"CREATE POLICY seen ON clients_grievance FOR SELECT TO app USING {SEEN}",
    f"CREATE POLICY made ON clients_grievance FOR INSERT TO app WITH CHECK {MADE}",
    f"CREATE POLICY changed ON clients_grievance FOR UPDATE TO app USING {SEEN} WITH CHECK {SEEN}",
    f"CREATE POLICY removed ON clients_grievance FOR DELETE TO app USING {SEEN}",
    "GRANT SELECT, INSERT, UPDATE ON clients_grievance TO app",
]


class Migration(migrations.Migration):
    """What was filed is never changed; words of people stay out of the log of changes."""

    dependencies = [
        ('access', '0004_roles_in_walls'),
        ('accounts', '0002_grants'),
        ('clients', '0007_index_name_keys'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Grievance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('receipt', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('assessment', 'An assessment'), ('referral', 'A referral'), ('shelter', 'A shelter'), ('staff', 'How somebody of the staff acted'), ('discrimination', 'Discrimination'), ('privacy', 'Privacy, or what is stored about a person'), ('decision', 'A decision about papers or urgency')], max_length=16)),
                ('what_happened', models.TextField(max_length=4000)),
                ('wish', models.TextField(blank=True, max_length=1000)),
                ('agency_name', models.CharField(blank=True, max_length=120)),
                ('person_name', models.CharField(blank=True, max_length=120)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('contact', models.CharField(blank=True, max_length=200)),
                ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('received_on', models.DateField()),
                ('due_on', models.DateField()),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'Upheld'), ('partly', 'Partly upheld'), ('not_upheld', 'Not upheld'), ('referred_on', 'Referred on')], max_length=12)),
                ('answer', models.TextField(blank=True, max_length=4000)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_on', models.DateField(null=True)),
                ('about_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.continuum')),
                ('filed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='GrievanceStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(choices=[('owned', 'Given an owner'), ('named', 'Person complained of named'), ('noted', 'Note'), ('answered', 'Answered')], max_length=10)),
                ('text', models.TextField(blank=True, max_length=4000)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.continuum')),
                ('grievance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='clients.grievance')),
            ],
        ),
        migrations.AddIndex(
            model_name='grievance',
            index=models.Index(condition=models.Q(('answered_at', None)), fields=['continuum', 'due_on'], name='grievance_open'),
        ),
        migrations.AddIndex(
            model_name='grievance',
            index=models.Index(fields=['continuum', '-id'], name='grievance_newest'),
        ),
        migrations.AddConstraint(
            model_name='grievance',
            constraint=models.CheckConstraint(condition=models.Q(('owner', None), ('about_user', None), models.Q(('owner', models.F('about_user')), _negated=True), _connector='OR'), name='grievance_owner_is_not_complained_of'),
        ),
        migrations.AddConstraint(
            model_name='grievance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_on', None), ('outcome', '')), models.Q(('answered_at__isnull', False), ('answered_on__isnull', False), models.Q(('outcome', ''), _negated=True), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='grievance_answer_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='grievance',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gt', models.F('received_on'))), name='grievance_due_after_received'),
        ),
        migrations.AddIndex(
            model_name='grievancestep',
            index=models.Index(fields=['grievance', 'id'], name='grievance_steps'),
        ),
        Statements(WALL),
        AuditTable(
            "clients_grievance", hidden=("what_happened", "wish", "person_name", "name", "contact", "answer")
        ),
        HoldPlace(
            "clients_grievance",
            *("continuum_id", "receipt", "kind", "what_happened", "wish", "agency_name", "person_name", "name"),
            *("contact", "filed_by_id", "received_at", "received_on", "due_on"),
        ),
        ProtectTable("clients_grievancestep", Wall.GRIEVANCE_STEP, "SELECT, INSERT"),
        AuditTable("clients_grievancestep", hidden=("text",)),
    ]
