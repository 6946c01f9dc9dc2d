"""Files that leave the house, each asked for by one person."""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall


class ExportQuerySet(VisibleQuerySet):
    """Exports of one person."""

    def visible_to(self, actor: Actor | None) -> Self:
        """Keep what this person asked for; nobody sees another's exports."""
        if actor is None:
            return self.none()
        rows = super().visible_to(actor)
        return rows if actor.is_system else rows.filter(owner_id=actor.user_id)


class Export(models.Model):
    """One spreadsheet, from asking for it to its file. The filters hold codes and ids, never names."""

    class Kind(models.TextChoices):
        """What is in it."""

        CASELOAD = "caseload", _("Caseload")
        AUDIT_LOG = "audit_log", _("Audit log")

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be made")
        GONE = "gone", _("Deleted after its time")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    filters = models.JSONField(default=dict)
    request_key = models.UUIDField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    requested_at = models.DateTimeField(db_default=Now())
    built_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    row_count = models.PositiveIntegerField(null=True)
    size = models.PositiveBigIntegerField(null=True)
    file_key = models.CharField(max_length=120, blank=True)
    # Who is in the file: it is handed out only while all of them are open to its owner.
    client_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[])

    objects = ExportQuerySet.as_manager()
    wall = Wall.OWNER_ROW

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "request_key"], name="export_once_per_form"),
            models.UniqueConstraint(
                fields=["owner", "kind", "filters"], condition=Q(state="waiting"), name="export_one_waiting"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | (Q(built_at__isnull=False) & ~Q(file_key="")),
                name="export_ready_has_a_file",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="export_by_owner"),
            models.Index(fields=["built_at"], condition=Q(state="ready"), name="export_to_delete"),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"
