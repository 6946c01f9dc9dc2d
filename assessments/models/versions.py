"""Versions of instruments that a community made itself."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall


class InstrumentVersion(models.Model):
    """One version of an instrument that SSF loaded from a file. Its content never changes; versions are never deleted.

    What ships with the product is no row. Of the published ones the last published is in use.
    """

    class Status(models.TextChoices):
        """A draft is read by its authors, a published one makes new records, a retired one only explains old ones."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=12)
    version = models.CharField(max_length=8)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    data = models.JSONField()
    note = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    wall = Wall.CONTINUUM

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["continuum", "instrument", "version"], name="instrument_version_once"),
            models.UniqueConstraint(
                fields=["continuum", "instrument"],
                condition=Q(status="published"),
                name="instrument_version_one_in_use",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", published_at=None)
                | (~Q(status="draft") & Q(published_at__isnull=False, published_by__isnull=False)),
                name="instrument_version_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.version}"
