"""Walls, audit, and the triggers that remember whom a change touched. Standing is derived, so it is not audited."""

from django.db import migrations

from cas_portal.access.rls import AuditTable, ProtectTable, Wall
from queues.triggers import SOURCES, statements


class Migration(migrations.Migration):
    """Needs every table that standing reads."""

    dependencies = [
        ("queues", "0001_initial"),
        ("clients", "0002_walls"),
        ("assessments", "0002_walls"),
        ("documents", "0002_walls"),
        ("referrals", "0002_walls"),
    ]
    operations = [
        ProtectTable("queues_standing", Wall.STANDING, grants="SELECT, INSERT, UPDATE, DELETE"),
        ProtectTable("queues_dirtyclient", Wall.STANDING, grants="SELECT, UPDATE, DELETE"),
        ProtectTable("queues_sweeprun", Wall.STANDING, grants="SELECT, INSERT, UPDATE, DELETE"),
        ProtectTable("queues_housinglistsnapshot", Wall.STANDING, grants="SELECT, INSERT"),
        ProtectTable("queues_manualevh", Wall.CLIENT_ROW),
        ProtectTable("queues_emergencytransfer", Wall.CLIENT_ROW),
        AuditTable("queues_manualevh"),
        AuditTable("queues_emergencytransfer"),
        *[migrations.RunSQL(sql, migrations.RunSQL.noop) for source in SOURCES for sql in statements(source)],
    ]
