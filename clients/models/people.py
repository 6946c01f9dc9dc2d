"""The client, and the identity a survivor record cannot have."""

import uuid
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cas_portal.access.rls import Wall
from cas_portal.time import clock
from clients.models.base import ClientRow
from clients.models.querysets import ClientAccessQuerySet, ClientQuerySet

RACES = [
    "am_ind_ak_native",
    "asian",
    "black_af_american",
    "hispanic_latinao",
    "mid_east_n_african",
    "native_hi_pacific",
    "white",
]


class Client(models.Model):
    """One person. What is here is household-neutral and says nothing about who it is."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    survivor = models.BooleanField(default=False)
    survivor_code = models.CharField(max_length=14, null=True, blank=True)
    shared_until = models.DateTimeField(null=True, blank=True)
    hud_id = models.CharField(max_length=32, blank=True)
    # Of a survivor record the year in which the age told was that age from 1 January on; else that of the birth date.
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    stated_age = models.PositiveSmallIntegerField(null=True, blank=True)
    stated_on = models.DateField(null=True, blank=True)
    veteran_status = models.PositiveSmallIntegerField(default=99)
    disabling_condition = models.PositiveSmallIntegerField(default=99)
    sex = models.PositiveSmallIntegerField(default=99)
    am_ind_ak_native = models.PositiveSmallIntegerField(default=0)
    asian = models.PositiveSmallIntegerField(default=0)
    black_af_american = models.PositiveSmallIntegerField(default=0)
    hispanic_latinao = models.PositiveSmallIntegerField(default=0)
    mid_east_n_african = models.PositiveSmallIntegerField(default=0)
    native_hi_pacific = models.PositiveSmallIntegerField(default=0)
    white = models.PositiveSmallIntegerField(default=0)
    race_none = models.PositiveSmallIntegerField(null=True, blank=True)
    preferred_language = models.PositiveSmallIntegerField(null=True, blank=True)
    interpreter_needed = models.BooleanField(default=False)
    deceased_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = ClientQuerySet.as_manager()
    wall = Wall.CLIENT

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(survivor=False, survivor_code=None)
                | Q(survivor=True, survivor_code__regex=r"^SV-\d{4}-\d{6}$"),
                name="client_code_for_survivors_only",
            ),
            models.CheckConstraint(
                condition=Q(survivor=False) | Q(shared_until=None, hud_id=""), name="client_survivor_never_released"
            ),
            models.CheckConstraint(
                condition=Q(stated_age=None, stated_on=None)
                | Q(("survivor", True), ("stated_age__lte", 120), ("stated_on__isnull", False)),
                name="client_age_stated_for_survivors_only",
            ),
            models.UniqueConstraint(fields=["continuum", "survivor_code"], name="client_survivor_code_once"),
            models.UniqueConstraint(
                fields=["continuum", "agency", "hud_id"], condition=~Q(hud_id=""), name="client_hud_id_once"
            ),
        ]
        indexes = [
            models.Index(fields=["continuum", "agency"], name="client_by_agency"),
            models.Index(fields=["continuum", "shared_until"], name="client_by_release"),
        ]

    def __str__(self) -> str:
        return f"client {self.pk}"


class Identity(ClientRow):
    """Names, birth date, SSN and how to reach a person. The database refuses one for a survivor record."""

    client = models.OneToOneField(Client, on_delete=models.PROTECT, related_name="identity")
    first_name = models.CharField(max_length=50, blank=True)
    middle_name = models.CharField(max_length=50, blank=True)
    last_name = models.CharField(max_length=50, blank=True)
    suffix = models.CharField(max_length=50, blank=True)
    alias = models.CharField(max_length=100, blank=True)
    name_quality = models.PositiveSmallIntegerField(default=99)
    birth_date = models.DateField(null=True, blank=True)
    dob_quality = models.PositiveSmallIntegerField(default=99)
    ssn_sealed = models.BinaryField(null=True, blank=True)
    ssn_index = models.BinaryField(null=True, blank=True)
    ssn_quality = models.PositiveSmallIntegerField(default=99)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    pronouns = models.CharField(max_length=40, blank=True, db_default="")
    search_name = models.CharField(max_length=260, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = _("identities")
        constraints = [
            models.CheckConstraint(condition=Q(wall_survivor=False), name="identity_never_of_a_survivor"),
            models.CheckConstraint(
                condition=Q(birth_date=None) | ~Q(dob_quality__in=[8, 9]), name="identity_no_birth_date_when_declined"
            ),
        ]
        indexes = [
            GinIndex(fields=["search_name"], opclasses=["gin_trgm_ops"], name="identity_search_name"),
            models.Index(fields=["ssn_index"], condition=~Q(ssn_index=None), name="identity_ssn_index"),
            models.Index(fields=["birth_date"], name="identity_birth_date"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="identity_phone"),
        ]

    @property
    def full_name(self) -> str:
        """Return the name as people say it."""
        return " ".join(part for part in [self.first_name, self.last_name, self.suffix] if part) or str(
            _("Name not given")
        )


class ClientAccess(models.Model):
    """An agency, or one named helper, may see a client from a moment to a moment, for a reason (security.md §4)."""

    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=40)
    granted_by = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = ClientAccessQuerySet.as_manager()
    wall = Wall.CLIENT_ACCESS

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agency=None, user__isnull=False) | Q(agency__isnull=False, user=None),
                name="client_access_agency_or_person",
            ),
            models.UniqueConstraint(
                fields=["client", "agency", "reason"], condition=Q(ends_at=None), name="client_access_open_once"
            ),
        ]
        indexes = [models.Index(fields=["agency", "client"], name="client_access_by_agency")]

    def __str__(self) -> str:
        return f"access {self.pk}"

    @property
    def last_day(self) -> date | None:
        """The last day on which it opens the client, where the community is; None without an end."""
        if self.ends_at is None:
            return None
        return (self.ends_at.astimezone(ZoneInfo(clock.DEFAULT_ZONE)) - timedelta(microseconds=1)).date()
