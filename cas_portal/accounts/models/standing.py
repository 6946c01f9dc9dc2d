"""Since when an agency takes part, or does not, and why."""

from django.db import models

from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall
from cas_portal.accounts.models.people import Agency, Continuum, User


class AgencyStanding(models.Model):
    """An agency stopped taking part, or takes part again. Rows are added only; what holds now stands on the agency."""

    continuum = models.ForeignKey(Continuum, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="standings")
    active = models.BooleanField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = VisibleQuerySet.as_manager()
    wall = Wall.CONTINUUM

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="agency_standing_has_reason")]

    def __str__(self) -> str:
        return f"standing {self.pk}"
