"""Roles are given by a system administrator to somebody else: the database refuses what the services do (policy §10)."""

from django.db import migrations

GIVEN = """
CREATE FUNCTION accounts_roles_are_given() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    same boolean := false;
    longer boolean := false;
BEGIN
    -- Jobs, imports and the demo community: what the worker's sign-in does is no request of anybody.
    IF pg_has_role(session_user, 'worker', 'MEMBER') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        same := (NEW.id, NEW.user_id, NEW.continuum_id, NEW.agency_id, NEW.role)
              = (OLD.id, OLD.user_id, OLD.continuum_id, OLD.agency_id, OLD.role)
            AND NEW.scas_desk <= OLD.scas_desk AND NEW.starts_at >= OLD.starts_at
            AND coalesce(NEW.ends_at, 'infinity') <= coalesce(OLD.ends_at, 'infinity');
        longer := coalesce(NEW.certified_through, '-infinity') > coalesce(OLD.certified_through, '-infinity');
        -- Ending, shortening, letting a certificate lapse: nobody may do more than before.
        IF same AND NOT longer THEN
            RETURN NEW;
        END IF;
    END IF;
    -- A certificate alone is recorded by SSF admins too.
    IF NEW.continuum_id = public.app_continuum() AND NEW.user_id <> public.app_user()
       AND (TG_OP = 'INSERT' OR (OLD.continuum_id = NEW.continuum_id AND OLD.user_id <> public.app_user()))
       AND EXISTS (SELECT FROM public.accounts_agency a WHERE a.id = NEW.agency_id AND a.continuum_id = NEW.continuum_id)
       AND (public.app_holds('sysadmin') OR (same AND public.app_holds('ssf_admin'))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A role is given by a system administrator to somebody else.' USING ERRCODE = 'insufficient_privilege';
END $$;
REVOKE EXECUTE ON FUNCTION accounts_roles_are_given() FROM PUBLIC;
-- Inside the function everybody is its owner, so who writes is asked here.
CREATE TRIGGER roles_are_given BEFORE INSERT OR UPDATE ON accounts_membership
FOR EACH ROW WHEN (NOT pg_has_role(current_user, 'migrator', 'MEMBER')) EXECUTE FUNCTION accounts_roles_are_given();
"""


class Migration(migrations.Migration):
    """The first administrator of a community is written under the worker's or the owner's sign-in."""

    dependencies = [("accounts", "0009_auditors_apart"), ("access", "0005_desk_is_held")]
    operations = [migrations.RunSQL(GIVEN, migrations.RunSQL.noop)]
