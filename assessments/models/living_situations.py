"""HUD 4.12 Current Living Situation."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import ClientRow


class CurrentLivingSituation(ClientRow):
    """Where one person stayed on one day, and where to find them. Never edited; survivor records have no location."""

    class ContactKind(models.TextChoices):
        """How the contact was made. Copies repeat the last known situation and are no contact with the person."""

        IN_PERSON = "in_person", _("In person")
        PHONE = "phone", _("By phone")
        VIRTUAL = "virtual", _("By video or other virtual means")
        OTHER_PROJECT = "other_project", _("Told to us by another project")
        COPY = "copy", _("Repeated from the last one")

    enrollment = models.ForeignKey("clients.Enrollment", on_delete=models.PROTECT)
    information_date = models.DateField()
    situation = models.PositiveSmallIntegerField()
    subsidy = models.PositiveSmallIntegerField(null=True, blank=True)
    verified_by = models.ForeignKey("clients.Program", on_delete=models.PROTECT, null=True, related_name="+")
    verified_by_text = models.CharField(max_length=200, blank=True)
    leave_within_14_days = models.PositiveSmallIntegerField(null=True, blank=True)
    subsequent_residence = models.PositiveSmallIntegerField(null=True, blank=True)
    resources_to_obtain = models.PositiveSmallIntegerField(null=True, blank=True)
    lease_own_60_day = models.PositiveSmallIntegerField(null=True, blank=True)
    moved_two_or_more = models.PositiveSmallIntegerField(null=True, blank=True)
    location = models.CharField(max_length=200, blank=True)
    no_location_code = models.PositiveSmallIntegerField(null=True, blank=True)
    no_location_reason = models.CharField(max_length=200, blank=True)
    details = models.CharField(max_length=500, blank=True)
    contact_kind = models.CharField(max_length=16, choices=ContactKind)
    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField(max_length=200, blank=True)
    imported = models.BooleanField(default=False)
    hud_id = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wall_survivor=False) | Q(location="", details="", no_location_reason=""),
                name="cls_no_location_for_survivors",
            ),
            models.UniqueConstraint(
                fields=["continuum", "enrollment", "hud_id"],
                condition=~Q(hud_id="") & Q(voided_at=None),
                name="cls_hud_id_once",
            ),
        ]
        indexes = [models.Index(fields=["client", "-information_date", "-created_at"], name="cls_newest")]
