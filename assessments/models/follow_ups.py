"""What a submitted assessment sets going."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import ClientRow


class FollowUp(ClientRow):
    """One thing that follows from an assessment: done at once, failed and to be tried again, or due by a day.

    What the record cannot be without (living situation, CE event) is written with it and is not here.
    """

    class Kind(models.TextChoices):
        """What it is."""

        EVH_NOTICE = "evh_notice", _("2-1-1, the managers and the case manager are told of an urgent household")
        CONTACT_WAYS = "contact_ways", _("The ways to reach the client are on the client’s page")
        REGISTER_CHECK = "register_check", _("The result of the PC 290 check is kept")
        EXIT = "exit", _("The household leaves coordinated entry with its destination")
        PLAN = "plan", _("Individualized Support Plan (ISP)")
        PROFILE = "profile", _("The profile says what was answered")
        SURVIVOR_CALL = "survivor_call", _("An urgent call is made together with the client")

    class State(models.TextChoices):
        """How far it is."""

        DUE = "due", _("Due")
        DONE = "done", _("Done")
        FAILED = "failed", _("Not done yet")

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=16, choices=Kind)
    state = models.CharField(max_length=8, choices=State)
    due_on = models.DateField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "kind"], name="follow_up_once"),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at=None)),
                name="follow_up_done_has_moment",
            ),
            models.CheckConstraint(condition=~Q(state="due") | Q(due_on__isnull=False), name="follow_up_due_has_day"),
        ]
        indexes = [
            models.Index(fields=["continuum", "due_on"], condition=~Q(state="done"), name="follow_up_open"),
        ]


class RegisterCheck(ClientRow):
    """The result of a PC 290 check of every adult, by 2-1-1 or SSF (instruments §4, CR20). The newest counts."""

    class Result(models.TextChoices):
        """What was found."""

        CLEAR = "clear", _("Clear: nobody is on the register")
        REGISTRANT = "registrant", _("Somebody is on the register")

    checked_on = models.DateField()
    result = models.CharField(max_length=12, choices=Result)
    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["client", "-checked_on", "-id"], name="register_check_newest")]
