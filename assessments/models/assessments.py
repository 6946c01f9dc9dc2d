"""The submitted assessment."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.validity import ANNUAL, CRISIS, DIVERSION, HCT, STATUS
from clients.models import ClientRow
from clients.models.querysets import ClientRowQuerySet

SCORED = (HCT, CRISIS)


class AssessmentQuerySet(ClientRowQuerySet):
    """Submitted assessments; they show when their client does."""

    def scored(self) -> Self:
        """Keep the tools that place households on lists."""
        return self.filter(kind__in=SCORED)

    def counting(self) -> Self:
        """Keep records that are not void; only the newest per tool counts (instruments §11)."""
        return self.filter(voided_at=None)

    def newest_first(self) -> Self:
        """Order by assessment date, then by moment of submitting."""
        return self.order_by("-assessed_on", "-submitted_at", "-pk")


class Assessment(ClientRow):
    """A submitted assessment of a household, about its head. Never edited (instruments §11).

    Crisis and HCT are scored and run out; the others record facts, have no score and extend nothing (instruments §7).
    Only `superseded_by` and the void columns may change; the database holds the rest fast. Imported records carry no
    answers, no household and never a score.
    """

    class Kind(models.TextChoices):
        """The scored tools, HUD level 1 and 2; and what keeps facts up to date."""

        HCT = HCT, _("Housing Conversation Tool (HCT)")
        CRISIS = CRISIS, _("Crisis Assessment")
        STATUS = STATUS, _("Status Update")
        ANNUAL = ANNUAL, _("Annual Assessment")
        DIVERSION = DIVERSION, _("Diversion talk")

    class Prioritization(models.IntegerChoices):
        """HUD 4.19.7."""

        PLACED = 1, _("Placed on the prioritization list")
        NOT_PLACED = 2, _("Not placed on the prioritization list")

    enrollment = models.ForeignKey("clients.Enrollment", on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=Kind)
    instrument_version = models.CharField(max_length=8, blank=True)
    assessed_on = models.DateField()
    submitted_at = models.DateTimeField()
    location_program = models.ForeignKey("clients.Program", on_delete=models.PROTECT, null=True, related_name="+")
    contact_type = models.PositiveSmallIntegerField(null=True)
    prioritization_status = models.PositiveSmallIntegerField(choices=Prioritization, null=True)
    answers = models.JSONField(default=dict)
    provenance = models.JSONField(default=dict)
    # Answers about one person: on whose profile they belong, what it said before, and what the worker decided.
    profile_facts = models.JSONField(default=dict, db_default={})
    household_type = models.CharField(max_length=20, blank=True)
    household_size = models.PositiveSmallIntegerField(null=True)
    tay_headed = models.BooleanField(default=False)
    household_facts = models.JSONField(default=dict)
    score = models.PositiveSmallIntegerField(null=True)
    threshold = models.PositiveSmallIntegerField(null=True)
    evh = models.BooleanField(default=False)
    score_lines = models.JSONField(default=list)
    valid_through = models.DateField(null=True)
    homeless_since = models.DateField(null=True)
    no_event_reason = models.CharField(max_length=300, blank=True)
    no_event_code = models.CharField(max_length=40, blank=True, default="", db_default="")
    superseded_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes"
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField(max_length=300, blank=True)
    void_code = models.CharField(max_length=40, blank=True, default="", db_default="")
    imported = models.BooleanField(default=False)
    hud_id = models.CharField(max_length=32, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(imported=True) | ~Q(kind__in=SCORED)) & Q(score=None, evh=False)
                | Q(imported=False, kind__in=SCORED, score__isnull=False, threshold__isnull=False),
                name="assessment_scored_unless_imported",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SCORED, valid_through__isnull=False)
                | (~Q(kind__in=SCORED) & Q(valid_through=None)),
                name="assessment_scored_ones_run_out",
            ),
            models.CheckConstraint(
                condition=Q(score=None)
                | Q(evh=True, score__gte=models.F("threshold"))
                | Q(evh=False, score__lt=models.F("threshold")),
                name="assessment_evh_by_threshold",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, void_reason="") | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
                name="assessment_void_has_reason",
            ),
            models.UniqueConstraint(
                fields=["continuum", "enrollment", "hud_id"],
                condition=~Q(hud_id="") & Q(voided_at=None),
                name="assessment_hud_id_once",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "kind", "-assessed_on", "-submitted_at"], name="assessment_newest"),
            models.Index(fields=["continuum", "kind", "valid_through"], name="assessment_by_expiry"),
        ]

    @property
    def is_void(self) -> bool:
        """Whether it was voided and counts for nothing."""
        return self.voided_at is not None
