"""The Individualized Support Plan (ISP), every version of it, and what a client wants corrected."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models import ClientRow


class Plan(ClientRow):
    """The plan as it stands (instruments §7, IS01-IS12). `content` holds goals, steps and team.

    Changed in place, each time as a new version (X14); never of a survivor (X09).
    """

    class Agreement(models.TextChoices):
        """IS11: whether the client took part and agrees."""

        AGREES = "agrees", _("The client took part and agrees")
        NOT_YET = "not_yet", _("Not talked over with the client yet")
        DISAGREES = "disagrees", _("The client took part and does not agree")
        ABSENT = "absent", _("The client could not be reached")
        DECLINED = "declined", _("The client prefers no plan now")

    hct = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, null=True, blank=True)
    made_on = models.DateField()
    worker = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    preferred = models.CharField(max_length=20, blank=True)
    content = models.JSONField(default=dict)
    agreement = models.CharField(max_length=10, choices=Agreement, default=Agreement.NOT_YET)
    agreed_on = models.DateField(null=True, blank=True)
    no_agreement_reason = models.CharField(max_length=200, blank=True)
    review_on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(wall_survivor=False), name="plan_never_of_a_survivor"),
            models.CheckConstraint(
                condition=Q(agreement="agrees", agreed_on__isnull=False) | (~Q(agreement="agrees") & Q(agreed_on=None)),
                name="plan_agreement_has_a_day",
            ),
            models.CheckConstraint(condition=Q(review_on__gte=F("made_on")), name="plan_reviewed_after_it_was_made"),
            models.UniqueConstraint(fields=["client"], condition=Q(ended_at=None), name="plan_one_at_a_time"),
        ]
        indexes = [models.Index(fields=["continuum", "review_on"], condition=Q(ended_at=None), name="plan_by_review")]


class PlanVersion(ClientRow):
    """A version of a plan, whole, as it was saved. Never changed."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    what = models.CharField(max_length=200, blank=True)
    snapshot = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(wall_survivor=False), name="plan_version_never_of_a_survivor"),
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once"),
        ]


class CorrectionRequest(ClientRow):
    """What a client says is wrong in their answers, and what became of it. The record itself is never edited."""

    class Outcome(models.TextChoices):
        """How somebody settled it."""

        CORRECTED = "corrected", _("Corrected in a new assessment or record")
        EXPLAINED = "explained", _("Talked over: the record is right as it is")
        KEPT = "kept", _("Could not be settled; the client’s words stay with the record")

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, null=True, blank=True)
    asked_on = models.DateField()
    text = models.CharField(max_length=1000)
    by_client = models.BooleanField(default=False)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="correction_says_what"),
            models.CheckConstraint(
                condition=Q(resolved_at=None, outcome="") | (Q(resolved_at__isnull=False) & ~Q(outcome="")),
                name="correction_settled_with_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "-asked_on"], name="correction_by_client"),
            models.Index(fields=["continuum", "agency"], condition=Q(resolved_at=None), name="correction_open"),
        ]
