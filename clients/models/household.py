"""Who lives together."""

from django.db import models
from django.db.models import Q

from clients.models.base import ClientRow


class Household(ClientRow):
    """A household at an agency or in the CE program; `client` is its head."""

    hud_id = models.CharField(max_length=32, blank=True)
    imported = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["client"], name="household_by_head")]


class HouseholdMember(ClientRow):
    """One person in a household, from a day and perhaps to a day (`left_on` is the first day away)."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    relationship = models.PositiveSmallIntegerField(default=99)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    lives_elsewhere = models.BooleanField(default=False)
    imported = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(relationship=1, left_on=None, imported=False),
                name="household_one_head",
                violation_error_message="A household has exactly one head.",
            ),
            models.UniqueConstraint(
                fields=["household", "client"], condition=Q(left_on=None), name="household_member_once"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=models.F("joined_on")),
                name="household_member_leaves_after_joining",
            ),
        ]
        indexes = [models.Index(fields=["client", "household"], name="household_member_by_client")]
