"""Invitations, requests, certificates, second factors and sessions, each behind its grants and in the audit log."""

import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from cas_portal.access.rls import AuditTable, GrantTable, ProtectTable, Wall


class Migration(migrations.Migration):
    """Requests of nobody in particular (accepting, signing in) run as `web`; people's pages run as `app`."""

    dependencies = [
        ('accounts', '0002_grants'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('usersessions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PasswordRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('asked_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='membership',
            name='public_id',
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name='user',
            name='active_from',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name='user',
            name='inactive_reason',
            field=models.CharField(blank=True, choices=[('invited', 'Invited'), ('idle', 'Inactive'), ('closed', 'Closed')], db_default='', default='', max_length=10),
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('training', 'Training completed'), ('extension', 'Extension')], max_length=10)),
                ('done_on', models.DateField()),
                ('valid_through', models.DateField()),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoke_reason', models.CharField(blank=True, max_length=300)),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.continuum')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('user', 'kind', 'done_on'), name='certificate_once')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('nonce', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.continuum')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), fields=('user',), name='invitation_one_open')],
            },
        ),
        migrations.CreateModel(
            name='RoleRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('join', 'Give a role'), ('end', 'End a role'), ('reopen', 'Open the account again')], max_length=10)),
                ('name', models.CharField(max_length=120)),
                ('email', models.EmailField(max_length=254)),
                ('role', models.CharField(blank=True, choices=[('assessor', 'Assessor'), ('agency_manager', 'Agency manager'), ('call_center', '2-1-1 specialist'), ('can_navigator', 'CAN navigator'), ('ssf_admin', 'SSF admin'), ('housing_provider', 'Housing provider'), ('vsp_assessor', 'VSP assessor'), ('sysadmin', 'HMIS system administrator'), ('auditor', 'Auditor')], max_length=20)),
                ('ends_on', models.DateField(null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('granted', 'Done'), ('declined', 'Declined')], max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.agency')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('continuum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.continuum')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('agency', 'kind', 'email', 'role'), name='role_request_once')],
            },
        ),
        ProtectTable(
            "accounts_certificate",
            Wall.CONTINUUM,
            grants="SELECT, INSERT, UPDATE (revoked_at, revoked_by_id, revoke_reason)",
        ),
        ProtectTable(
            "accounts_rolerequest",
            Wall.CONTINUUM,
            grants="SELECT, INSERT, UPDATE (outcome, answer, decided_by_id, decided_at)",
        ),
        GrantTable("accounts_invitation", "SELECT, UPDATE (accepted_at)", to="web"),
        GrantTable("accounts_invitation", "SELECT, INSERT, UPDATE (nonce, expires_at, withdrawn_at)", to="app"),
        GrantTable("accounts_invitation", "SELECT", to="worker"),
        GrantTable("accounts_passwordrequest", "SELECT (id), INSERT", to="web"),
        GrantTable("accounts_passwordrequest", "SELECT, UPDATE (sent_at), DELETE", to="worker"),
        GrantTable("mfa_authenticator", to="web"),
        GrantTable("mfa_authenticator", "SELECT (id, user_id, type, created_at, last_used_at), DELETE", to="app"),
        GrantTable("usersessions_usersession"),
        AuditTable("accounts_certificate"),
        AuditTable("accounts_rolerequest"),
        AuditTable("accounts_invitation", hidden=("nonce",)),
        AuditTable("mfa_authenticator", hidden=("data",)),
    ]
