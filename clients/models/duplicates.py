"""Two records that may be one person: what was noticed, what people said, and what was merged."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall
from clients.models.base import ClientRow
from clients.models.querysets import ClientRowQuerySet


class SuspectedPair(models.Model):
    """Two records a job found alike. Behind the wall of jobs: a pair would tell that a hidden record exists."""

    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    low = models.ForeignKey("clients.Client", on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey("clients.Client", on_delete=models.CASCADE, related_name="+")
    likeness = models.FloatField()
    same_ssn = models.BooleanField(default=False)
    same_birth = models.BooleanField(default=False)
    same_phone = models.BooleanField(default=False)
    found_at = models.DateTimeField(db_default=Now())

    objects = VisibleQuerySet.as_manager()
    wall = Wall.JOB

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="suspected_pair_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="suspected_pair_in_order"),
        ]
        indexes = [models.Index(fields=["continuum", "-likeness"], name="suspected_pair_likest")]

    def __str__(self) -> str:
        return f"suspected pair {self.pk}"


class PairDecision(models.Model):
    """Somebody said whether two records are one person. It is never asked again, and never merged against it."""

    class Answer(models.TextChoices):
        """What was said."""

        SAME = "same", _("The same person")
        DIFFERENT = "different", _("Different people")

    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    low = models.ForeignKey("clients.Client", on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey("clients.Client", on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)
    decided_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = VisibleQuerySet.as_manager()
    wall = Wall.JOB

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="pair_decision_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="pair_decision_in_order"),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class MergeQuerySet(ClientRowQuerySet):
    """Merges; they show when the record that was kept does."""

    def standing(self) -> Self:
        """Keep merges that were not undone."""
        return self.filter(undone_at=None)


class Merge(ClientRow):
    """Two records became one: `client` was kept, `merged` leads to it. Holds all that undoing needs.

    `moved` lists, by table, the rows that went over; `settled` the rows changed on the way, profile included, as they
    were before and after.
    """

    merged = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="+")
    undo_until = models.DateTimeField()
    moved = models.JSONField(default=dict)
    settled = models.JSONField(default=list)
    ssn_taken = models.BooleanField(default=False)
    ssn_sealed_before = models.BinaryField(null=True)
    ssn_index_before = models.BinaryField(null=True)
    kept_shared_until = models.DateTimeField(null=True)
    merged_shared_until = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(client=F("merged")), name="merge_of_two_records"),
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at=None), name="merge_once"),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(undone_by__isnull=False), name="merge_undone_by_somebody"
            ),
        ]
        indexes = [models.Index(fields=["client", "-created_at"], name="merge_by_client")]
