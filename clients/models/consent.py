"""Release of information."""

from django.db import models
from django.db.models import Q

from clients.models.base import ClientRow


class Release(ClientRow):
    """A release of information of one person, a refusal, or an imported note of one. Append-only but for revoking."""

    class Method(models.TextChoices):
        """How it was given."""

        ELECTRONIC = "electronic", "Signed on screen"
        PDF = "pdf", "Signed paper attached"
        REFUSED = "refused", "The person declined"

    class Scope(models.TextChoices):
        """Whom it opens the record to."""

        CONTINUUM = "continuum", "Every agency of the community"
        NONE = "none", "Nobody else"

    method = models.CharField(max_length=12, choices=Method)
    scope = models.CharField(max_length=12, choices=Scope)
    signed_on = models.DateField()
    valid_through = models.DateField(null=True, blank=True)
    witness = models.CharField(max_length=120, blank=True)
    signature = models.CharField(max_length=120, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(method="refused", scope="none") | ~Q(method="refused"), name="release_refused_opens_nothing"
            ),
            models.CheckConstraint(
                condition=Q(scope="none") | Q(valid_through__isnull=False), name="release_has_a_last_day"
            ),
        ]
        indexes = [models.Index(fields=["client", "-signed_on"], name="release_by_client")]
