"""Contacts with a client, and who looks after them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models.base import ClientRow


class Contact(ClientRow):
    """One contact. Append-only; the one source of activity (policy §13)."""

    class Kind(models.TextChoices):
        """Which contacts there are; all but notes and failed tries qualify as activity."""

        LIVING_SITUATION = "cls", _("Current living situation")
        ASSESSMENT = "assessment", _("Assessment")
        ISP_MEETING = "isp", _("ISP meeting")
        CONFIRMED = "confirmed", _("Phone, text or in-person contact")
        BED_NIGHT = "bed_night", _("Shelter bed night")
        REFERRAL_ANSWER = "referral_answer", _("Answer to a referral")
        CHECK_IN = "check_in", _("Check-in")
        DOCUMENT = "document", _("Document brought")
        FAILED_TRY = "failed_try", _("Could not be reached")

    happened_on = models.DateField()
    kind = models.CharField(max_length=16, choices=Kind)
    qualifying = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="failed_try", qualifying=True), name="contact_failed_try_never_counts"
            )
        ]
        indexes = [models.Index(fields=["client", "-happened_on"], name="contact_by_client")]


class CaseManager(ClientRow):
    """Who looks after a client, from a day and perhaps to a day, neither to come; one of them leads."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lead = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "user"], condition=Q(ends_on=None), name="case_manager_once"),
            models.UniqueConstraint(
                fields=["client"], condition=Q(ends_on=None, lead=True), name="case_manager_one_lead"
            ),
        ]
        indexes = [models.Index(fields=["user", "client"], condition=Q(ends_on=None), name="case_manager_by_user")]
