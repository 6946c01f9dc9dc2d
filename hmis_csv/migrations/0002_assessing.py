"""Imports draw the ids of assessments, living situations and CE events."""

from django.db import migrations

from cas_portal.access.rls import Statements

DRAWN_FROM = ["assessments_assessment", "assessments_currentlivingsituation", "assessments_ceevent"]


class Migration(migrations.Migration):
    """Grants only."""

    dependencies = [("hmis_csv", "0001_source_record"), ("assessments", "0003_hud_id_once_while_it_counts")]
    operations = [Statements([f"GRANT USAGE ON SEQUENCE {table}_id_seq TO app" for table in DRAWN_FROM])]
