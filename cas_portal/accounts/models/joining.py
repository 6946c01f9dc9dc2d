"""How people come in: invitations, what managers ask for, forgotten passwords."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall
from cas_portal.access.roles import Role
from cas_portal.accounts.models.people import Agency, Continuum, User


class Invitation(models.Model):
    """An offer to one new person, good for one use until a moment. The key in the mail is computed, never stored."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey(Continuum, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    wall = Wall.PLATFORM

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class RoleRequest(models.Model):
    """What an agency manager asks a system administrator to do about one person of the agency."""

    class Kind(models.TextChoices):
        JOIN = "join", _("Give a role")
        END = "end", _("End a role")
        REOPEN = "reopen", _("Open the account again")

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("Done")
        DECLINED = "declined", _("Declined")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey(Continuum, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    ends_on = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    objects = VisibleQuerySet.as_manager()
    wall = Wall.CONTINUUM

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "email", "role"], condition=models.Q(outcome=""), name="role_request_once"
            )
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"


class PasswordRequest(models.Model):
    """Somebody asked to reset the password of an address; the worker finds out whether anybody has it."""

    email = models.EmailField()
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    wall = Wall.PLATFORM

    def __str__(self) -> str:
        return f"password request {self.pk}"
