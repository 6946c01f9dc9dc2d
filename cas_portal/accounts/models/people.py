"""Continuums, agencies, people who sign in, and what they may do where."""

import uuid
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cas_portal.access.rls import Wall
from cas_portal.access.roles import Role
from cas_portal.time import clock


class Continuum(models.Model):
    """The tenant: HUD's Continuum of Care."""

    code = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=100)
    time_zone = models.CharField(max_length=40, default="America/Los_Angeles")

    wall = Wall.PLATFORM

    def __str__(self) -> str:
        return self.code


class AgencyQuerySet(models.QuerySet):
    """Agencies of a continuum."""

    def visible_to(self, actor) -> "AgencyQuerySet":
        """Keep the agencies of the actor's continuum."""
        return self.filter(continuum_id=actor.continuum_id)


class AgencyChoice(models.TextChoices):
    """What an agency chose where the community's setting is the default."""

    COMMUNITY = "community", _("As the community")
    ON = "on", _("On")
    OFF = "off", _("Off")


class Agency(models.Model):
    """HUD's Organization."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey(Continuum, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    hud_id = models.CharField(max_length=32, blank=True)
    is_vsp = models.BooleanField(default=False)
    is_lead = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    phone = models.CharField(max_length=20, blank=True)
    diversion_intake = models.CharField(
        max_length=10, choices=AgencyChoice, default=AgencyChoice.COMMUNITY, db_default=AgencyChoice.COMMUNITY.value
    )

    objects = AgencyQuerySet.as_manager()
    wall = Wall.PLATFORM

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["continuum", "hud_id"], condition=~models.Q(hud_id=""), name="agency_hud_id_once"
            )
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def offers_diversion(self, *, community: bool) -> bool:
        """Whether it leads the diversion talk: its own choice, else what the community's setting says."""
        chosen = {AgencyChoice.ON: True, AgencyChoice.OFF: False}
        return chosen.get(AgencyChoice(self.diversion_intake), community)


class UserManager(BaseUserManager["User"]):
    """Creates people who sign in by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Store a user with a hashed password; without one nobody can sign in as them."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class UserQuerySet(models.QuerySet):
    """People who sign in, or will."""

    def visible_to(self, actor) -> "UserQuerySet":
        """Keep the people who hold, held or are offered a role in the actor's continuum."""
        return self.filter(memberships__continuum_id=actor.continuum_id).distinct()


class Inactive(models.TextChoices):
    """Why somebody cannot sign in."""

    INVITED = "invited", _("Invited")
    IDLE = "idle", _("Inactive")
    CLOSED = "closed", _("Closed")


class TextSize(models.TextChoices):
    """How large the portal's text is for a person, beside what the browser does."""

    NORMAL = "", _("Normal")
    LARGE = "large", _("Large")
    LARGEST = "largest", _("Largest")


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. Rights come from memberships only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True)
    hud_id = models.CharField(max_length=32, blank=True)
    is_active = models.BooleanField(default=True)
    inactive_reason = models.CharField(max_length=10, choices=Inactive.choices, blank=True, default="", db_default="")
    active_from = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=5, blank=True, default="", db_default="")  # "": what the browser asks for
    text_size = models.CharField(max_length=10, choices=TextSize.choices, blank=True, default="", db_default="")
    single_keys = models.BooleanField(default=True, db_default=True)

    objects = UserManager.from_queryset(UserQuerySet)()
    wall = Wall.PLATFORM
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """Return the name as the person is shown."""
        return self.name

    def get_short_name(self) -> str:
        """Return the name as the person is shown."""
        return self.name


class Membership(models.Model):
    """One role of one person at one agency, from a moment and perhaps to a moment."""

    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    continuum = models.ForeignKey(Continuum, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    certified_through = models.DateField(null=True, blank=True)
    scas_desk = models.BooleanField(default=False)

    wall = Wall.PLATFORM

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "role"], condition=models.Q(ends_at=None), name="membership_role_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"

    @property
    def last_day(self) -> date | None:
        """The last day on which the role holds, where the community is; None without an end."""
        if self.ends_at is None:
            return None
        return (self.ends_at.astimezone(ZoneInfo(clock.DEFAULT_ZONE)) - timedelta(microseconds=1)).date()


class Setting(models.Model):
    """A continuum setting of policy §17, valid from a day until the next row; of several for a day the last counts."""

    continuum = models.ForeignKey(Continuum, on_delete=models.PROTECT)
    key = models.CharField(max_length=40)
    value = models.JSONField()
    valid_from = models.DateField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    wall = Wall.PLATFORM

    class Meta:
        indexes = [models.Index(fields=["continuum", "key", "-valid_from", "-id"], name="setting_newest")]

    def __str__(self) -> str:
        return f"{self.key} from {self.valid_from}"


class Holiday(models.Model):
    """A day on which no business-day clock runs."""

    continuum = models.ForeignKey(Continuum, on_delete=models.PROTECT)
    day = models.DateField()
    name = models.CharField(max_length=80)

    wall = Wall.PLATFORM

    class Meta:
        constraints = [models.UniqueConstraint(fields=["continuum", "day"], name="holiday_once")]

    def __str__(self) -> str:
        return self.name
