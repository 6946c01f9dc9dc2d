"""The by-name list: which heads of household the community knows, and each change of their status, by population."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall


class Population(models.TextChoices):
    """Whom the monthly balance is made for (policy §13)."""

    ALL = "all", _("Everybody")
    CHRONIC = "chronic", _("Chronically homeless")
    VETERAN = "veteran", _("Veterans")
    TAY = "tay", _("Transition-age youth")
    FAMILY = "family", _("Families")


class Status(models.TextChoices):
    """Where somebody stands in a population."""

    ACTIVE = "ACTIVE", _("Active")
    INACTIVE = "INACTIVE", _("Inactive")
    HOUSED = "HOUSED", _("Housed")
    EXITED = "EXITED", _("Left")
    NOT_MET = "NOT_MET", _("No longer belongs to the population")


class Flow(models.TextChoices):
    """How a change moves the number of active households: three ways in, three ways out."""

    NEW = "new", _("Newly identified")
    FROM_HOUSING = "from_housing", _("Returned from housing")
    FROM_INACTIVE = "from_inactive", _("Returned from inactive")
    HOUSED = "housed", _("Housed")
    INACTIVE = "inactive", _("Became inactive")
    OTHER = "other", _("Left otherwise, or no longer belongs")


WAYS_IN = (Flow.NEW, Flow.FROM_HOUSING, Flow.FROM_INACTIVE)
WAYS_OUT = (Flow.HOUSED, Flow.INACTIVE, Flow.OTHER)


class ByNameEntry(models.Model):
    """One change of status of one head of household in one population, on a day. Append-only; the newest row counts.

    `flow` is empty when the number of active households stays the same. Written by jobs only, without a name or a code.
    When a client whose log begins here is merged into one without a log, the rows go over; `came_from` leads back.
    """

    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="+")
    population = models.CharField(max_length=8, choices=Population)
    status = models.CharField(max_length=8, choices=Status)
    flow = models.CharField(max_length=13, choices=Flow, blank=True)
    day = models.DateField()
    came_from = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    recorded_at = models.DateTimeField(db_default=Now())

    objects = VisibleQuerySet.as_manager()
    wall = Wall.STANDING

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(flow__in=["new", "from_housing", "from_inactive"]) | Q(status="ACTIVE"),
                name="by_name_ways_in_make_active",
            )
        ]
        indexes = [
            models.Index(fields=["client", "population", "-id"], name="by_name_newest"),
            models.Index(fields=["continuum", "day", "population"], name="by_name_by_day"),
        ]

    def __str__(self) -> str:
        return f"by-name entry {self.pk}"
