"""The yearly training of people who assess."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall
from cas_portal.accounts.models.people import Continuum, User


class Certificate(models.Model):
    """A yearly training passed, or an extension of one. Rows are kept; a wrong one is revoked."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("Training completed")
        EXTENSION = "extension", _("Extension")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey(Continuum, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    done_on = models.DateField()
    valid_through = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoke_reason = models.CharField(max_length=300, blank=True)

    objects = VisibleQuerySet.as_manager()
    wall = Wall.CONTINUUM

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "done_on"], condition=models.Q(revoked_at=None), name="certificate_once"
            )
        ]

    def __str__(self) -> str:
        return f"certificate {self.pk}"
