"""Another member can become head of a household; nobody else can."""

from django.db import migrations

from cas_portal.access.rls import HoldPlace

# HUD: when the head leaves while others stay, another member becomes head, from the start on (4. and 5. of the Data
# Dictionary's households). The row still cannot be carried to anybody who is not in the household. Reads past
# row-level security because members may be closed to whoever asks; says nothing but no.
HEAD = """
CREATE FUNCTION clients_head_is_a_member() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.client_id IS DISTINCT FROM OLD.client_id AND NOT EXISTS (
        SELECT FROM public.clients_householdmember m
         WHERE m.household_id = NEW.id AND m.client_id = NEW.client_id AND m.left_on IS NULL) THEN
        RAISE EXCEPTION 'The head of a household is one of its members.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION clients_head_is_a_member() FROM PUBLIC;
CREATE TRIGGER head_is_a_member BEFORE UPDATE OF client_id ON clients_household
FOR EACH ROW EXECUTE FUNCTION clients_head_is_a_member();
DROP TRIGGER hold_place ON clients_household;
"""


class Migration(migrations.Migration):
    """The other columns stay held."""

    dependencies = [("clients", "0010_reaching_notes_services"), ("access", "0003_hold_place")]
    operations = [
        migrations.RunSQL(HEAD, migrations.RunSQL.noop),
        HoldPlace("clients_household", "continuum_id", "agency_id", "created_by_id"),
    ]
