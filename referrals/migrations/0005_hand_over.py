"""A survivor's permission to meet one program until one day (policy §11)."""

import datetime
import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from cas_portal.access.rls import AuditTable, HoldPlace, ProtectTable, Wall


def _key(to: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=to, **{"related_name": "+", **more})


class Migration(migrations.Migration):
    """Behind the wall of the survivor: the provider and the survivor desk alone."""

    dependencies = [
        ("referrals", "0004_household_grants"),
        ("access", "0003_hold_place"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("wall_agency_id", models.BigIntegerField(default=0, editable=False)),
                ("wall_survivor", models.BooleanField(default=False, editable=False)),
                ("wall_shared_until", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(db_default=Now())),
                ("given_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("named", "Enrolled by the program under their name"),
                            ("anonymous", "Enrolled by the program without a name"),
                            ("not_agreed", "Did not come to an agreement"),
                        ],
                        max_length=12,
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("agency", _key("accounts.agency")),
                (
                    "client",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="clients.client"),
                ),
                ("continuum", _key("accounts.continuum")),
                ("created_by", _key(settings.AUTH_USER_MODEL, null=True)),
                ("program_agency", _key("accounts.agency")),
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hand_over", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("wall_survivor", True)), name="hand_over_for_survivors_only"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__gte", models.F("given_on")),
                            (
                                "ends_on__lte",
                                CombinedExpression(models.F("given_on"), "+", models.Value(datetime.timedelta(days=30))),
                            ),
                        ),
                        name="hand_over_ends_within_30_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on", None), ("outcome", "")),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True), ("closed_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="hand_over_closed_with_an_outcome",
                    ),
                ],
            },
        ),
        ProtectTable("referrals_handover", Wall.CLIENT_ROW),
        AuditTable("referrals_handover"),
        HoldPlace("referrals_handover", "continuum_id", "agency_id", "client_id", "created_by_id", "program_agency_id"),
    ]
