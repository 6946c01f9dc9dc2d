"""One narrow row per head of household, and the clients whose row waits to be made again."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall
from documents.kinds import Tier


class Activity(models.TextChoices):
    """Policy §13: inactive when the last qualifying contact is over 90 days old."""

    ACTIVE = "ACTIVE", _("Active")
    INACTIVE = "INACTIVE", _("Inactive")


class StandingQuerySet(VisibleQuerySet):
    """Standing of a continuum. Whom a row is about is told by the clients the actor may see, never by this table."""

    def on_housing_list(self) -> Self:
        """Keep members of the housing list (policy §6.1)."""
        return self.filter(on_list=True)

    def evh(self) -> Self:
        """Keep extremely vulnerable households (policy §3)."""
        return self.filter(evh=True)


class Standing(models.Model):
    """Where one head of household stands on one day. Written by jobs only; never a code, a name or a birth date.

    `sort_key` ascending is the order of policy §6.3: EVH, margin, homeless-since (unknown last), HCT date. Ties go to
    the lowest client id. Wishes come from the HCT. `chronic` is unknown without a dated history.
    """

    client = models.OneToOneField("clients.Client", on_delete=models.PROTECT, primary_key=True, related_name="+")
    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    household_type = models.CharField(max_length=20, blank=True)
    household_size = models.PositiveSmallIntegerField(null=True)
    tay_headed = models.BooleanField(default=False)
    hct_id = models.BigIntegerField(null=True)
    hct_on = models.DateField(null=True)
    hct_valid_through = models.DateField(null=True)
    crisis_id = models.BigIntegerField(null=True)
    crisis_valid_through = models.DateField(null=True)
    evh = models.BooleanField(default=False)
    evh_by_hand = models.BooleanField(null=True)
    evh_since = models.DateTimeField(null=True)
    evh_until = models.DateField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    margin = models.SmallIntegerField(null=True)
    homeless_since = models.DateField(null=True)
    tier = models.CharField(max_length=12, choices=Tier, default=Tier.NOT_READY)
    last_contact_on = models.DateField(null=True)
    activity = models.CharField(max_length=8, choices=Activity, default=Activity.INACTIVE)
    enrolled = models.BooleanField(default=False)
    placed = models.BooleanField(default=False)
    housed = models.BooleanField(default=False)
    on_list = models.BooleanField(default=False)
    listed_since = models.DateField(null=True)
    veteran = models.BooleanField(default=False)
    chronic = models.BooleanField(null=True)
    parked_until = models.DateField(null=True)
    live_referral = models.BigIntegerField(null=True)
    transfer_since = models.DateField(null=True)
    wanted_kinds = ArrayField(models.CharField(max_length=12), default=list)
    wanted_zones = ArrayField(models.CharField(max_length=20), default=list)
    avoided_zones = ArrayField(models.CharField(max_length=20), default=list)
    next_change_on = models.DateField(null=True)
    computed_at = models.DateTimeField(db_default=Now())
    sort_key = models.GeneratedField(
        expression=models.Func(F("evh"), F("margin"), F("homeless_since"), F("hct_on"), function="queues_sort_key"),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )

    objects = StandingQuerySet.as_manager()
    wall = Wall.STANDING

    class Meta:
        verbose_name_plural = "standing"
        constraints = [
            models.CheckConstraint(
                condition=Q(margin=None) | Q(margin__range=(-200, 200)), name="standing_margin_fits_the_key"
            )
        ]
        indexes = [
            models.Index(
                fields=["continuum", "sort_key", "client"], condition=Q(on_list=True), name="standing_housing_list"
            ),
            models.Index(
                fields=["continuum", "sort_key", "client"],
                condition=Q(on_list=True) & ~Q(tier="NOT_READY"),
                name="standing_ready",
            ),
            models.Index(
                fields=["continuum", "sort_key", "client"],
                condition=Q(on_list=True, tier="PSH_READY"),
                name="standing_psh_ready",
            ),
            models.Index(
                fields=["continuum", "agency", "listed_since", "client"],
                condition=Q(on_list=True),
                name="standing_by_agency",
            ),
            models.Index(fields=["continuum", "-evh_since"], condition=Q(evh=True), name="standing_evh"),
            models.Index(fields=["continuum", "next_change_on"], name="standing_next_change"),
            models.Index(
                fields=["continuum", "transfer_since"],
                condition=Q(transfer_since__isnull=False),
                name="standing_transfer",
            ),
        ]

    def __str__(self) -> str:
        return f"standing {self.pk}"


class DirtyClient(models.Model):
    """A client whose standing waits to be made again. Appended by triggers, not unique, taken by the sweep."""

    client_id = models.BigIntegerField()
    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.CASCADE, related_name="+", db_constraint=False)
    at = models.DateTimeField(db_default=Now())

    objects = VisibleQuerySet.as_manager()
    wall = Wall.STANDING

    class Meta:
        indexes = [models.Index(fields=["continuum", "id"], name="dirty_by_continuum")]

    def __str__(self) -> str:
        return f"dirty {self.pk}"
