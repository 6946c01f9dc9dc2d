"""The walls and the audit log of openings and referrals. Transitions are never changed."""

from django.db import migrations

from cas_portal.access.rls import AuditTable, ProtectTable, Wall


class Migration(migrations.Migration):
    """Row-level security and audit triggers."""

    dependencies = [("referrals", "0001_initial"), ("clients", "0002_walls")]
    operations = [
        ProtectTable("referrals_programrule", Wall.CONTINUUM),
        ProtectTable("referrals_opening", Wall.CONTINUUM),
        ProtectTable("referrals_referral", Wall.CLIENT_ROW),
        ProtectTable("referrals_transition", Wall.CLIENT_ROW, grants="SELECT, INSERT"),
        ProtectTable("referrals_deadline", Wall.CLIENT_ROW),
        AuditTable("referrals_programrule"),
        AuditTable("referrals_opening"),
        AuditTable("referrals_referral"),
        AuditTable("referrals_transition"),
        AuditTable("referrals_deadline"),
    ]
