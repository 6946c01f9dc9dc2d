"""Access to somebody who turns out to be a survivor can be shut: only giving it is refused."""

from django.db import migrations

SHUTTING_ALLOWED = """
DROP TRIGGER refuse_survivors ON clients_clientaccess;
-- An end can only come nearer (only_shorten), so that what is left to refuse is a new row and another receiver.
CREATE TRIGGER refuse_survivors BEFORE INSERT OR UPDATE OF client_id, agency_id, user_id ON clients_clientaccess
FOR EACH ROW EXECUTE FUNCTION clients_access_refuses_survivors();
"""


class Migration(migrations.Migration):
    """One trigger, narrowed to the columns that say who may see whom."""

    dependencies = [("clients", "0015_merging")]
    operations = [migrations.RunSQL(SHUTTING_ALLOWED, migrations.RunSQL.noop)]
