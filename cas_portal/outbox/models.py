"""Work that must happen, written in the transaction that wants it."""

from django.db import models
from django.db.models.functions import Now

from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall


class Message(models.Model):
    """One piece of later work. The payload carries ids only."""

    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT)
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    topic = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    wall = Wall.PLATFORM

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=models.Q(done_at=None, dead_at=None), name="outbox_message_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"


class Submission(models.Model):
    """A form somebody sent, by the key it carried: what came of it is answered again when it comes again."""

    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT)
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()
    digest = models.CharField(max_length=64)
    url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(db_default=Now())

    objects = VisibleQuerySet.as_manager()
    wall = Wall.OWNER_ROW

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="submission_once")]

    def __str__(self) -> str:
        return f"submission {self.pk}"
