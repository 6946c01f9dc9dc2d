"""A telephone call in which a Crisis Assessment is done."""

import uuid
from typing import Self

from django.db import models
from django.db.models.functions import Now

from cas_portal.access.actor import Actor
from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall


class CallQuerySet(VisibleQuerySet["Call"]):
    """Calls of the person who took them."""

    def visible_to(self, actor: Actor) -> Self:
        """A call shows to nobody but the specialist who took it, and to jobs that tidy up."""
        rows = super().visible_to(actor)
        return rows if actor is None or actor.is_system else rows.filter(owner_id=actor.user_id)

    def open(self) -> Self:
        """Keep calls that were not ended and whose assessment is not sent or discarded."""
        return self.filter(models.Q(draft=None) | models.Q(draft__status="open"), ended_at=None)


class Call(models.Model):
    """What a call specialist has of a caller before anything else: how to call back. Seen by that specialist alone.

    Open until the specialist ends it or its assessment is sent; a call that was cut off is taken up again from Today.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    callback = models.CharField(max_length=20, blank=True)
    said_name = models.CharField(max_length=100, blank=True)
    draft = models.ForeignKey("assessments.Draft", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CallQuerySet.as_manager()
    wall = Wall.OWNER_ROW

    class Meta:
        indexes = [models.Index(fields=["owner"], condition=models.Q(ended_at=None), name="call_open")]

    def __str__(self) -> str:
        return f"call {self.pk}"
