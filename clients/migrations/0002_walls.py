"""The walls, the audit log and the version counters of the client tables."""

from django.db import migrations

from cas_portal.access.rls import AuditTable, ProtectTable, Wall

ROWS = [
    "clients_household",
    "clients_householdmember",
    "clients_release",
    "clients_enrollment",
    "clients_contact",
    "clients_casemanager",
]
VERSIONED = ["clients_client", "clients_identity", "clients_enrollment"]

PUSH = """
CREATE TRIGGER wall_push AFTER UPDATE OF agency_id, survivor, shared_until ON clients_client FOR EACH ROW
WHEN ((OLD.agency_id, OLD.survivor, OLD.shared_until) IS DISTINCT FROM (NEW.agency_id, NEW.survivor, NEW.shared_until))
EXECUTE FUNCTION access_wall_push();
-- A grant never opens a survivor record.
CREATE FUNCTION clients_access_refuses_survivors() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.clients_client c WHERE c.id = NEW.client_id AND c.survivor) THEN
        RAISE EXCEPTION 'A survivor record cannot be shared.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refuse_survivors BEFORE INSERT OR UPDATE ON clients_clientaccess
FOR EACH ROW EXECUTE FUNCTION clients_access_refuses_survivors();
"""


def _version(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER raise_version BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION access_raise_version()",
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    """Row-level security, audit triggers, version triggers."""

    dependencies = [("clients", "0001_initial"), ("access", "0001_context"), ("audit", "0001_log")]
    operations = [
        ProtectTable("clients_client", Wall.CLIENT),
        ProtectTable("clients_identity", Wall.CLIENT_ROW),
        ProtectTable("clients_program", Wall.CONTINUUM),
        ProtectTable("clients_ceparticipation", Wall.CONTINUUM),
        *[ProtectTable(table, Wall.CLIENT_ROW) for table in ROWS],
        migrations.RunSQL(PUSH, migrations.RunSQL.noop),
        *[_version(table) for table in VERSIONED],
        AuditTable("clients_client", client_column="id"),
        AuditTable("clients_identity", hidden=("ssn_sealed", "ssn_index")),
        AuditTable("clients_clientaccess"),
        AuditTable("clients_program", client_column="client_id"),
        *[AuditTable(table) for table in ROWS],
    ]
