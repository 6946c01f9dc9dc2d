"""Programs of agencies, and the time a household spends in them."""

import uuid

from django.db import models
from django.db.models import Q

from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall
from clients.models.base import ClientRow


class ProgramQuerySet(VisibleQuerySet):
    """Programs of the continuum; what they are is no secret."""

    def open_on(self, day) -> "ProgramQuerySet":
        """Keep programs that operate on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), active=True, starts_on__lte=day)


class Program(models.Model):
    """HUD's Project. Exactly one per continuum is the CAS program everybody is enrolled in."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="programs")
    name = models.CharField(max_length=200)
    hud_id = models.CharField(max_length=32, blank=True)
    project_type = models.PositiveSmallIntegerField()
    rrh_subtype = models.PositiveSmallIntegerField(null=True, blank=True)
    continuum_project = models.BooleanField(default=True)
    coc_code = models.CharField(max_length=6, blank=True)
    geocode = models.CharField(max_length=6, blank=True)
    housing_type = models.PositiveSmallIntegerField(null=True, blank=True)
    target_population = models.PositiveSmallIntegerField(null=True, blank=True)
    is_cas = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = ProgramQuerySet.as_manager()
    wall = Wall.CONTINUUM

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["continuum"], condition=Q(is_cas=True), name="program_one_cas_program"),
            models.UniqueConstraint(fields=["agency", "hud_id"], condition=~Q(hud_id=""), name="program_hud_id_once"),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CEParticipation(models.Model):
    """HUD 2.09: from when to when a program is an access point or receives referrals."""

    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="ce_participation")
    hud_id = models.CharField(max_length=32, blank=True)
    access_point = models.BooleanField(default=False)
    prevention_assessment = models.BooleanField(default=False)
    crisis_assessment = models.BooleanField(default=False)
    housing_assessment = models.BooleanField(default=False)
    direct_services = models.BooleanField(default=False)
    receives_referrals = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    wall = Wall.CONTINUUM

    def __str__(self) -> str:
        return f"CE participation {self.pk}"


class Funder(models.Model):
    """HUD 2.06: who pays for a program, from when to when."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="funders")
    funder = models.PositiveSmallIntegerField()
    other_funder = models.CharField(max_length=100, blank=True)
    grant_id = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    wall = Wall.CONTINUUM

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="funder_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(funder=46, other_funder__gt="") | (~Q(funder=46) & Q(other_funder="")),
                name="funder_other_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"funder {self.pk}"


class Enrollment(ClientRow):
    """One person's stay in a program (HUD 3.10, 3.11, 3.12, 3.15, 3.16, 3.20)."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT)
    household = models.ForeignKey("clients.Household", on_delete=models.PROTECT, null=True, blank=True)
    relationship = models.PositiveSmallIntegerField(default=99)
    entry_date = models.DateField()
    exit_date = models.DateField(null=True, blank=True)
    destination = models.PositiveSmallIntegerField(null=True, blank=True)
    destination_subsidy = models.PositiveSmallIntegerField(null=True, blank=True)
    exit_reason = models.CharField(max_length=40, blank=True)
    move_in_date = models.DateField(null=True, blank=True)
    coc_code = models.CharField(max_length=6, blank=True)
    disabling_condition = models.PositiveSmallIntegerField(default=99)
    living_situation = models.PositiveSmallIntegerField(null=True, blank=True)
    homeless_since = models.DateField(null=True, blank=True)
    hud_id = models.CharField(max_length=32, blank=True)
    hud_user_id = models.CharField(max_length=32, blank=True)
    imported = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "program"],
                condition=Q(exit_date=None, imported=False),
                name="enrollment_open_once",
                violation_error_message="This person is already enrolled here.",
            ),
            models.CheckConstraint(
                condition=Q(exit_date=None) | Q(exit_date__gte=models.F("entry_date")) | Q(imported=True),
                name="enrollment_exit_after_entry",
            ),
            models.CheckConstraint(
                condition=Q(exit_date=None) | Q(destination__isnull=False) | Q(imported=True),
                name="enrollment_exit_has_destination",
            ),
            models.CheckConstraint(
                condition=Q(move_in_date=None) | Q(move_in_date__gte=models.F("entry_date")) | Q(imported=True),
                name="enrollment_move_in_after_entry",
            ),
            models.UniqueConstraint(
                fields=["program", "hud_id"], condition=~Q(hud_id=""), name="enrollment_hud_id_once"
            ),
        ]
        indexes = [
            models.Index(fields=["client", "program"], name="enrollment_by_client"),
            models.Index(fields=["program", "client"], condition=Q(exit_date=None), name="enrollment_open_by_program"),
            models.Index(fields=["household"], name="enrollment_by_household"),
        ]
