"""What a program asks for, and the units it reports."""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall
from cas_portal.accounts.wording.names import name
from clients.household import HouseholdType
from documents.kinds import Tier
from referrals.states import OpeningStatus


class HousingKind(models.TextChoices):
    """What a client says they would accept (HCT question HC02)."""

    PSH = "psh", _("Permanent supportive housing")
    RRH = "rrh", _("Rapid re-housing")
    TH = "th", _("Transitional housing")
    OTHER_PH = "other_ph", _("Other permanent housing")


class Preference(models.TextChoices):
    """Who goes first for an opening, before the usual order (policy §6.3)."""

    VETERAN = "veteran", _("Veterans")
    FAMILY = "family", _("Families")
    TAY = "tay", _("Transition-age youth")
    SURVIVOR = "survivor", _("Survivors")


HOUSEHOLD_TYPE = "household_type"
HOUSEHOLD_LABELS = {
    HouseholdType.SINGLE_ADULT: name(HOUSEHOLD_TYPE, "SINGLE_ADULT", _("Single adult")),
    HouseholdType.TAY: name(HOUSEHOLD_TYPE, "TAY", _("Transition-age youth")),
    HouseholdType.COUPLE: name(HOUSEHOLD_TYPE, "COUPLE", _("Couple")),
    HouseholdType.ADULT_GROUP: name(HOUSEHOLD_TYPE, "ADULT_GROUP", _("Group of adults")),
    HouseholdType.FAMILY: name(HOUSEHOLD_TYPE, "FAMILY", _("Family")),
}


class HouseholdRules(models.Model):
    """The hard rules a household must meet (policy §6.2). Empty lists and empty numbers ask nothing."""

    required_tier = models.CharField(max_length=12, choices=Tier, default=Tier.PSH_READY)
    household_types = ArrayField(
        models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in HouseholdType]),
        default=list,
        blank=True,
    )
    min_size = models.PositiveSmallIntegerField(null=True, blank=True)
    max_size = models.PositiveSmallIntegerField(null=True, blank=True)
    chronic_only = models.BooleanField(default=False)
    veteran_only = models.BooleanField(default=False)
    tay_only = models.BooleanField(default=False)
    survivor_only = models.BooleanField(default=False)
    min_age = models.PositiveSmallIntegerField(null=True, blank=True)
    zones = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta:
        abstract = True


RULE_FIELDS = tuple(field.name for field in HouseholdRules._meta.local_fields)


class ProgramRule(HouseholdRules):
    """The referral rules of one program; each opening starts with a copy of them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    program = models.OneToOneField("clients.Program", on_delete=models.PROTECT, related_name="referral_rule")
    housing_kind = models.CharField(max_length=10, choices=HousingKind, default=HousingKind.PSH)
    active = models.BooleanField(default=True)

    objects = VisibleQuerySet.as_manager()
    wall = Wall.CONTINUUM

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(min_size=None) | Q(max_size=None) | Q(max_size__gte=models.F("min_size")),
                name="program_rule_sizes_fit",
            )
        ]

    def __str__(self) -> str:
        return f"rules of program {self.program_id}"


class OpeningQuerySet(VisibleQuerySet):
    """Openings an actor may see."""

    def visible_to(self, actor: Actor) -> Self:
        """SSF sees every opening of the continuum, a housing provider those of its own agency (policy §10)."""
        if actor is None:
            return self.none()
        rows = super().visible_to(actor)
        if actor.is_system or actor.can(Permission.SELECT_CANDIDATE):
            return rows
        return rows.filter(agency_id__in=actor.agencies_with(Permission.REPORT_OPENING))

    def unfilled(self) -> Self:
        """Keep openings that still wait for a household."""
        return self.exclude(status__in=[OpeningStatus.FILLED, OpeningStatus.WITHDRAWN])


class Opening(HouseholdRules):
    """One unit a program wants to fill. `slots` households may be offered it at once without over-referral."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey("clients.Program", on_delete=models.PROTECT, related_name="openings")
    status = models.CharField(max_length=10, choices=OpeningStatus, default=OpeningStatus.REPORTED)
    housing_kind = models.CharField(max_length=10, choices=HousingKind)
    unit_label = models.CharField(max_length=60)
    available_on = models.DateField()
    slots = models.PositiveSmallIntegerField(default=1)
    preferences = ArrayField(models.CharField(max_length=10, choices=Preference.choices), default=list, blank=True)
    scheme = models.CharField(max_length=20, blank=True)
    notes = models.CharField(max_length=300, blank=True)
    reported_on = models.DateField()
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    sourcing_at = models.DateTimeField(null=True, blank=True)
    sourcing_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    filled_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = OpeningQuerySet.as_manager()
    wall = Wall.CONTINUUM

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(slots__gte=1), name="opening_takes_somebody"),
            models.CheckConstraint(
                condition=Q(min_size=None) | Q(max_size=None) | Q(max_size__gte=models.F("min_size")),
                name="opening_sizes_fit",
            ),
            models.CheckConstraint(
                condition=~Q(status="WITHDRAWN") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="opening_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="FILLED") | Q(filled_on__isnull=False), name="opening_filled_on_a_day"
            ),
            models.UniqueConstraint(
                fields=["program", "unit_label"],
                condition=~Q(status__in=["FILLED", "WITHDRAWN"]),
                name="opening_unit_reported_once",
                violation_error_message="This unit is already reported.",
            ),
        ]
        indexes = [
            models.Index(fields=["continuum", "status", "available_on"], name="opening_by_status"),
            models.Index(fields=["agency", "status"], name="opening_by_agency"),
        ]

    def __str__(self) -> str:
        return f"opening {self.pk}"
