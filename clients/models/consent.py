"""Release of information."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models.base import ClientRow


class Release(ClientRow):
    """A release of information of one person, a refusal, or an imported note of one. Append-only but for revoking."""

    class Method(models.TextChoices):
        """How it was given."""

        ELECTRONIC = "electronic", _("Signed on screen")
        PDF = "pdf", _("Signed paper attached")
        REFUSED = "refused", _("The person declined")

    class Scope(models.TextChoices):
        """Whom it opens the record to."""

        CONTINUUM = "continuum", _("Every agency of the community")
        NAMED = "named", _("The agencies named")
        NONE = "none", _("Nobody else")

    method = models.CharField(max_length=12, choices=Method)
    scope = models.CharField(max_length=12, choices=Scope)
    # The agencies of a release to named ones, by id; the database opens the record to them while it runs.
    agencies = ArrayField(models.BigIntegerField(), default=list, db_default=[], blank=True)
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
            models.CheckConstraint(
                condition=(Q(scope="named") & ~Q(agencies=[])) | (~Q(scope="named") & Q(agencies=[])),
                name="release_names_agencies_when_it_says_so",
            ),
        ]
        indexes = [models.Index(fields=["client", "-signed_on"], name="release_by_client")]


class ReleasePaper(ClientRow):
    """The signature drawn on the screen, or the signed paper, of a release; sealed, written once, never changed."""

    class Kind(models.TextChoices):
        """What it is."""

        SIGNATURE = "signature", _("Signature drawn on the screen")
        PAPER = "paper", _("Signed paper")

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=12, choices=Kind)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "kind"], name="release_paper_once"),
            models.CheckConstraint(condition=Q(wall_survivor=False), name="release_paper_never_of_a_survivor"),
        ]
