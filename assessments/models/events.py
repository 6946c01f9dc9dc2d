"""HUD 4.20 Coordinated Entry Event."""

from django.db import models
from django.db.models import Q

from clients.models import ClientRow


class CEEvent(ClientRow):
    """One CE event of a head of household. Never deleted: results are written once, wrong rows voided (policy §12)."""

    enrollment = models.ForeignKey("clients.Enrollment", on_delete=models.PROTECT)
    event_date = models.DateField()
    event = models.PositiveSmallIntegerField()
    rehoused = models.BooleanField(null=True)
    aftercare = models.BooleanField(null=True)
    location_program = models.ForeignKey("clients.Program", on_delete=models.PROTECT, null=True, related_name="+")
    result = models.PositiveSmallIntegerField(null=True, blank=True)
    result_date = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, null=True, blank=True)
    by_referral = models.BooleanField(default=False)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField(max_length=200, blank=True)
    imported = models.BooleanField(default=False)
    hud_id = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(imported=True)
                | Q(result=None, result_date=None)
                | Q(result__isnull=False, result_date__isnull=False),
                name="ce_event_result_has_date",
            ),
            models.UniqueConstraint(
                fields=["continuum", "enrollment", "hud_id"],
                condition=~Q(hud_id="") & Q(voided_at=None),
                name="ce_event_hud_id_once",
            ),
        ]
        indexes = [models.Index(fields=["client", "-event_date"], name="ce_event_by_client")]
