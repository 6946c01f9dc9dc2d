"""What an import remembers: which row of which sending system became which row here."""

from django.db import models

from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall


class SourceRecord(models.Model):
    """One record of a sending system, known by the system's own key, and the row it became.

    `digest` is of the values last taken over: a row that still has it is left alone, so that what people corrected
    here stays until the sender changes the row. HUD's UserID is kept as text, also when User.csv does not know it.
    """

    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200)
    kind = models.CharField(max_length=32)
    key = models.CharField(max_length=80)
    target_id = models.BigIntegerField()
    digest = models.UUIDField()
    hud_user_id = models.CharField(max_length=32, blank=True)
    export_id = models.CharField(max_length=32)

    objects = VisibleQuerySet.as_manager()
    wall = Wall.JOB

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["continuum", "source", "kind", "key"], name="source_record_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
