"""Old calls are deleted by the nightly job, and with the draft they led to."""

from django.db import migrations


class Migration(migrations.Migration):
    """One grant; which rows it covers is said by the wall of the table."""

    dependencies = [("assessments", "0010_call")]
    operations = [
        migrations.RunSQL("GRANT DELETE ON assessments_call TO app", "REVOKE DELETE ON assessments_call FROM app"),
    ]
