"""A survivor's permission to meet one program, given through the victim service provider (policy §11)."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models import ClientRow

LONGEST = timedelta(days=30)


class HandOver(ClientRow):
    """For one program and until one day. Opens no record: the program meets the survivor and learns what they tell."""

    class Outcome(models.TextChoices):
        """What the survivor chose after the meeting."""

        NAMED = "named", _("Enrolled by the program under their name")
        ANONYMOUS = "anonymous", _("Enrolled by the program without a name")
        NOT_AGREED = "not_agreed", _("Did not come to an agreement")

    referral = models.OneToOneField("referrals.Referral", on_delete=models.PROTECT, related_name="hand_over")
    program_agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField()
    ends_on = models.DateField()
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("given_on"), ends_on__lte=F("given_on") + LONGEST),
                name="hand_over_ends_within_30_days",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", closed_on=None) | (~Q(outcome="") & Q(closed_on__isnull=False)),
                name="hand_over_closed_with_an_outcome",
            ),
        ]
