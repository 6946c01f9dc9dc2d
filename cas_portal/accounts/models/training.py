"""Training sessions, and who has a place in them."""

import uuid

from django.db import models
from django.db.models import Q

from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall
from cas_portal.accounts.models.certificates import Certificate
from cas_portal.accounts.models.people import Continuum, User


class TrainingSession(models.Model):
    """One training on one day with a number of places; what is called off stays readable."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey(Continuum, on_delete=models.PROTECT)
    title = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    where = models.CharField(max_length=200)
    places = models.PositiveSmallIntegerField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    cancel_reason = models.CharField(max_length=200, blank=True)

    objects = VisibleQuerySet.as_manager()
    wall = Wall.CONTINUUM

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(places__gte=1, minutes__gte=1), name="training_session_has_room"),
            models.UniqueConstraint(
                fields=["continuum", "title", "starts_at"],
                condition=Q(cancelled_at=None),
                name="training_session_once",
            ),
        ]

    def __str__(self) -> str:
        return f"training session {self.pk}"


class TrainingPlace(models.Model):
    """One person's place in a session: booked, perhaps given back, and afterwards whether they came."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey(Continuum, on_delete=models.PROTECT)
    session = models.ForeignKey(TrainingSession, on_delete=models.PROTECT, related_name="booked")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_back_at = models.DateTimeField(null=True)
    came = models.BooleanField(null=True)
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, null=True, related_name="+")

    objects = VisibleQuerySet.as_manager()
    wall = Wall.CONTINUUM

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "user"], condition=Q(given_back_at=None), name="training_place_once"
            ),
            models.CheckConstraint(
                condition=Q(came=None, marked_by=None) | Q(came__isnull=False, marked_by__isnull=False),
                name="training_place_marked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"training place {self.pk}"
