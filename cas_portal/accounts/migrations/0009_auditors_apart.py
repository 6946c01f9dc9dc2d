"""Auditors hold no other role at the same time: the database refuses what the service does (policy §10)."""

from django.db import migrations

APART = """
CREATE FUNCTION accounts_auditors_apart() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    -- Two roles that are given to one person at the same time wait for each other here.
    PERFORM 1 FROM public.accounts_user u WHERE u.id = NEW.user_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM public.accounts_membership m
         WHERE m.user_id = NEW.user_id AND m.id <> NEW.id AND (m.role = 'auditor') <> (NEW.role = 'auditor')
           AND (m.ends_at IS NULL OR m.ends_at > greatest(NEW.starts_at, statement_timestamp()))
           AND (NEW.ends_at IS NULL OR NEW.ends_at > greatest(m.starts_at, statement_timestamp())))
    THEN
        RAISE EXCEPTION 'An auditor holds no other role.' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION accounts_auditors_apart() FROM PUBLIC;
CREATE TRIGGER auditors_apart AFTER INSERT ON accounts_membership
FOR EACH ROW EXECUTE FUNCTION accounts_auditors_apart();
CREATE TRIGGER auditors_apart_later AFTER UPDATE OF user_id, role, starts_at, ends_at ON accounts_membership
FOR EACH ROW WHEN (
    OLD.user_id <> NEW.user_id OR OLD.role <> NEW.role OR NEW.starts_at < OLD.starts_at
    OR coalesce(NEW.ends_at, 'infinity') > coalesce(OLD.ends_at, 'infinity'))
EXECUTE FUNCTION accounts_auditors_apart();
"""


class Migration(migrations.Migration):
    """Whoever holds both already keeps them until one ends; the portal then shows them what the other role shows."""

    dependencies = [("accounts", "0008_diversion_by_agency")]
    operations = [migrations.RunSQL(APART, migrations.RunSQL.noop)]
