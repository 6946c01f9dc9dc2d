"""An assessment being filled in."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from clients.models import ClientRow
from clients.models.querysets import ClientRowQuerySet


class DraftQuerySet(ClientRowQuerySet):
    """Drafts of the actor's own agencies, about clients the actor may see."""

    def visible_to(self, actor: Actor | None) -> Self:
        """A draft belongs to the agency that writes it; other agencies see the submitted record only."""
        if actor is None:
            return self.none()
        rows = super().visible_to(actor)
        return rows if actor.is_system else rows.filter(agency_id__in=actor.agency_ids)

    def open(self) -> Self:
        """Keep drafts that are neither submitted nor discarded nor replaced."""
        return self.filter(status=Draft.Status.OPEN)


class Draft(ClientRow):
    """Answers so far, saved one by one. Has no score and no effect on any list until it is submitted."""

    class Status(models.TextChoices):
        """What became of it; CLOSED is replaced by a newer draft after its seven days."""

        OPEN = "open", _("Open")
        SUBMITTED = "submitted", _("Submitted")
        DISCARDED = "discarded", _("Discarded")
        CLOSED = "closed", _("Closed after its time")

    enrollment = models.ForeignKey("clients.Enrollment", on_delete=models.PROTECT)
    instrument = models.CharField(max_length=12)
    version = models.CharField(max_length=8)
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    started_on = models.DateField()
    saved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    discard_reason = models.CharField(max_length=300, blank=True)
    discard_code = models.CharField(max_length=40, blank=True, default="", db_default="")
    # Counts saves; a page remembers the one it was rendered with.
    revision = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict)
    # Per question: revision, writer (the page or client that sent it), user and moment. What conflicts are found by.
    saves = models.JSONField(default=dict)
    # Offered from an earlier record until the worker confirms or changes it: value, source day and author.
    suggestions = models.JSONField(default=dict)
    # Per answer that came from an offer: its source, and whether it was confirmed or changed.
    provenance = models.JSONField(default=dict)
    # Per question: what was typed and does not validate yet, a half-typed row of a table for example, as it was typed.
    unfinished = models.JSONField(default=dict, db_default={})
    visited = models.JSONField(default=list)
    # Idempotency keys of the newest savings that changed something, so that a repeated one does nothing.
    applied = models.JSONField(default=list, db_default=[])
    corrects = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assessment = models.OneToOneField(
        "assessments.Assessment", on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "instrument", "agency"],
                condition=Q(status="open"),
                name="draft_one_open",
                violation_error_message=_("This agency already has an open draft for this person."),
            ),
            models.CheckConstraint(
                condition=Q(status="open", ended_at=None) | (~Q(status="open") & Q(ended_at__isnull=False)),
                name="draft_ended_when_not_open",
            ),
            models.CheckConstraint(
                condition=Q(status="submitted", assessment__isnull=False)
                | (~Q(status="submitted") & Q(assessment=None)),
                name="draft_submitted_has_assessment",
            ),
        ]
        indexes = [models.Index(fields=["created_by", "status"], name="draft_by_author")]
