"""What SSF decides by hand and standing follows."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models import ClientRow

MOST_DAYS = 90


class ManualEvh(ClientRow):
    """EVH set or cleared by SSF with a reason, through a last day at most 90 days away (policy §3)."""

    evh = models.BooleanField()
    reason = models.CharField(max_length=300)
    starts_on = models.DateField()
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="manual_evh_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), ends_on__lte=F("starts_on") + MOST_DAYS),
                name="manual_evh_ends_within_90_days",
                violation_error_message=_("A decision by hand ends within 90 days."),
            ),
            models.UniqueConstraint(fields=["client"], condition=Q(ended_at=None), name="manual_evh_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_by__isnull=False), name="manual_evh_ended_by_somebody"
            ),
        ]
        indexes = [models.Index(fields=["client", "ends_on"], name="manual_evh_by_client")]


class EmergencyTransfer(ClientRow):
    """A VAWA emergency transfer request: the household goes before everybody on the list (policy §6.4)."""

    requested_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client"], condition=Q(closed_on=None), name="emergency_transfer_one_open"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("requested_on"), closed_by__isnull=False),
                name="emergency_transfer_closed_by_somebody",
            ),
        ]
