"""What a person signed before their latest word opens nothing: releases that were left running beside it end now."""

from django.db import migrations

# Until now a second signature did not end the first, so that somebody who named fewer agencies stayed open to all. The
# triggers of the table close what these had opened, and the audit log keeps each.
ENDS = """
UPDATE clients_release r SET revoked_at = statement_timestamp()
 WHERE r.revoked_at IS NULL AND r.scope <> 'none' AND r.valid_through >= current_date - 1
   AND EXISTS (SELECT FROM clients_release l
                WHERE l.client_id = r.client_id AND (l.signed_on, l.id) > (r.signed_on, r.id))
"""


class Migration(migrations.Migration):
    """Data only; safe to run again."""

    dependencies = [("clients", "0019_pages_of_pairs")]
    operations = [migrations.RunSQL(ENDS, migrations.RunSQL.noop)]
