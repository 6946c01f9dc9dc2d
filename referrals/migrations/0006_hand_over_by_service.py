"""Whose hand-over it is, the service decides: the wall closes the row of a named client like any other."""

from django.db import migrations


class Migration(migrations.Migration):
    """One constraint less."""

    dependencies = [("referrals", "0005_hand_over")]
    operations = [migrations.RemoveConstraint("handover", "hand_over_for_survivors_only")]
