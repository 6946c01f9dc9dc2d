"""What the login roles may do on sign-in, membership, settings and library tables."""

from django.db import migrations

from cas_portal.access.rls import AuditTable, GrantTable

READ = "SELECT"
WRITE = "SELECT, INSERT, UPDATE"
FULL = "SELECT, INSERT, UPDATE, DELETE"


class Migration(migrations.Migration):
    """Runs after every library table exists."""

    dependencies = [
        ("accounts", "0001_initial"),
        ("audit", "0001_log"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("guardian", "0003_remove_groupobjectpermission_guardian_gr_content_ae6aec_idx_and_more"),
        ("sessions", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(
            "CREATE TABLE django_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);"
            "CREATE INDEX django_cache_expires ON django_cache (expires);",
            "DROP TABLE django_cache",
        ),
        GrantTable("accounts_continuum", "SELECT, INSERT"),
        GrantTable("accounts_agency", WRITE),
        GrantTable("accounts_user", WRITE),
        GrantTable("accounts_user_groups", READ),
        GrantTable("accounts_user_user_permissions", READ),
        GrantTable("accounts_membership", WRITE),
        GrantTable("accounts_setting", "SELECT, INSERT"),
        GrantTable("accounts_holiday", "SELECT, INSERT, DELETE"),
        GrantTable("account_emailaddress", FULL),
        GrantTable("account_emailconfirmation", FULL),
        GrantTable("auth_group", READ),
        GrantTable("auth_group_permissions", READ),
        GrantTable("auth_permission", READ),
        GrantTable("django_content_type", READ),
        GrantTable("django_migrations", READ),
        GrantTable("django_session", FULL),
        GrantTable("django_cache", FULL),
        GrantTable("guardian_userobjectpermission", FULL),
        GrantTable("guardian_groupobjectpermission", READ),
        AuditTable("accounts_membership", client_column="client_id"),
        AuditTable("accounts_agency", client_column="client_id"),
        AuditTable("accounts_setting", client_column="client_id"),
        AuditTable("accounts_user", client_column="client_id", hidden=("password", "last_login")),
        AuditTable("guardian_userobjectpermission", client_column="client_id"),
    ]
