"""Dated stays of the last years, with what proves each: what chronic homelessness is worked out from (HC60)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall
from clients.models import ClientRow


class DatedStay(ClientRow):
    """One person stayed somewhere from a day until they left, or still does (policy §4).

    Corrected in place while `version` counts; what is wrong is taken out with a reason and stays in the audit log.
    Never of a survivor (instruments §10).
    """

    class Proof(models.TextChoices):
        """What stands behind it."""

        THIRD_PARTY = "third_party", _("Third party: HMIS, letter, record")
        OBSERVATION = "observation", _("Seen by a worker")
        SELF = "self", _("Client’s own word")

    class Source(models.TextChoices):
        """Where it was taken from."""

        TYPED = "typed", _("Entered here")
        HCT = "hct", _("Housing Conversation Tool")
        LIVING_SITUATION = "cls", _("Current Living Situation")
        PROGRAM = "program", _("Stay in a program")

    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    situation = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=100, blank=True)
    proof = models.CharField(max_length=12, choices=Proof, default=Proof.SELF)
    source = models.CharField(max_length=8, choices=Source, default=Source.TYPED)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    remove_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(wall_survivor=False), name="dated_stay_never_of_a_survivor"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="dated_stay_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, remove_reason="") | (Q(removed_at__isnull=False) & ~Q(remove_reason="")),
                name="dated_stay_removed_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "started_on"], condition=Q(removed_at=None), name="dated_stay_by_client")
        ]


class ChronicFinding(models.Model):
    """What policy §4 says of one person on `as_of`, and on which days ahead it flips. Written by jobs only.

    Derived from what `digest` stands for: stays, disability, VA intake, settings; made anew when that differs.
    """

    client = models.OneToOneField("clients.Client", on_delete=models.PROTECT, primary_key=True, related_name="+")
    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    chronic = models.BooleanField()
    flips_on = ArrayField(models.DateField(), default=list)
    digest = models.CharField(max_length=64)

    objects = VisibleQuerySet.as_manager()
    wall = Wall.STANDING

    class Meta:
        indexes = [models.Index(fields=["continuum"], name="chronic_finding_by_continuum")]

    def __str__(self) -> str:
        return f"chronic finding of client {self.client_id}"
