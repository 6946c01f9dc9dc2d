"""What must be answered by when. A sweep takes the rows whose moment has come."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import ClientRow


class Deadline(ClientRow):
    """`due_on` is the last day to answer; the sweep acts from `due_at` on."""

    class Kind(models.TextChoices):
        """Policy §8, and the notices before and after (§9)."""

        ANSWER_WARNING = "answer_warning", _("Answer due soon")
        ANSWER = "answer", _("Provider's answer")
        ACKNOWLEDGE = "acknowledge", _("Acknowledgement")
        DECISION_WARNING = "decision_warning", _("Decision due soon")
        DECISION = "decision", _("Decision")
        ESCALATION = "escalation", _("Escalation to SSF")
        PARK_WARNING = "park_warning", _("Park ends soon")
        PARK_END = "park_end", _("End of the park")

    referral = models.ForeignKey("referrals.Referral", on_delete=models.PROTECT, related_name="deadlines")
    kind = models.CharField(max_length=20, choices=Kind)
    due_on = models.DateField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "kind"],
                condition=Q(done_at=None, dropped_at=None),
                name="deadline_one_open_per_kind",
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(done_at=None, dropped_at=None), name="deadline_waiting")]
