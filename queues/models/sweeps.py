"""What the jobs did, and the lists of past days."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall
from documents.kinds import Tier


class SweepRun(models.Model):
    """One run of a job over standing. A full run must find nothing to change; `differences` says when it did."""

    class Kind(models.TextChoices):
        """Which job it was."""

        DIRTY = "dirty", _("Touched clients")
        DEADLINES = "deadlines", _("Days that arrived")
        FULL = "full", _("Everybody")
        SETTINGS = "settings", _("Everybody, after a changed setting")
        SNAPSHOT = "snapshot", _("Copy of the list")

    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    day = models.DateField()
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField()
    taken = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    differences = models.PositiveIntegerField(default=0)
    settings = models.JSONField(default=dict)

    objects = VisibleQuerySet.as_manager()
    wall = Wall.STANDING

    class Meta:
        indexes = [models.Index(fields=["continuum", "kind", "-day"], name="sweep_run_by_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["continuum", "kind", "day"], condition=Q(kind="snapshot"), name="sweep_run_one_snapshot_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} run {self.pk}"


class HousingListSnapshot(models.Model):
    """One line of the housing list as it stood at the beginning of a day."""

    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    evh = models.BooleanField()
    score = models.PositiveSmallIntegerField(null=True)
    margin = models.SmallIntegerField(null=True)
    homeless_since = models.DateField(null=True)
    hct_on = models.DateField(null=True)
    household_type = models.CharField(max_length=20)
    household_size = models.PositiveSmallIntegerField(null=True)
    tier = models.CharField(max_length=12, choices=Tier)
    veteran = models.BooleanField()
    chronic = models.BooleanField(null=True)
    parked_until = models.DateField(null=True)
    live_referral = models.BigIntegerField(null=True)

    objects = VisibleQuerySet.as_manager()
    wall = Wall.STANDING

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["continuum", "day", "client"], name="housing_list_snapshot_once"),
            models.UniqueConstraint(fields=["continuum", "day", "position"], name="housing_list_snapshot_position"),
        ]
        indexes = [models.Index(fields=["client", "day"], name="housing_list_snapshot_client")]

    def __str__(self) -> str:
        return f"{self.day} position {self.position}"
