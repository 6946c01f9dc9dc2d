"""Grievances (policy §15): what somebody complains of, what was done about it, and how it ended."""

import uuid
from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.access.querysets import VisibleQuerySet
from cas_portal.access.rls import Wall


class GrievanceQuerySet(VisibleQuerySet):
    """Grievances of a community."""

    def visible_to(self, actor: Actor | None) -> Self:
        """Keep what the actor filed, and for those who handle or read grievances all that are not about themselves.

        Until somebody said who is meant, one is also kept from everybody it may be about.
        """
        if actor is None:
            return self.none()
        rows = super().visible_to(actor)
        if actor.is_system:
            return rows
        if actor.can(Permission.HANDLE_GRIEVANCE):
            said = Q(about_user__isnull=False) | Q(about_settled_at__isnull=False)
            about_me = Q(about_user_id=actor.user_id) | (~said & Q(kept_from__contains=[actor.user_id]))
            return rows.filter(Q(filed_by_id=actor.user_id) | ~about_me)
        return rows.filter(filed_by_id=actor.user_id)

    def open(self) -> Self:
        """Keep those that wait for an answer."""
        return self.filter(answered_at=None)

    def first_due_first(self) -> Self:
        """Order by the day the answer is due."""
        return self.order_by("due_on", "pk")


class Grievance(models.Model):
    """One grievance. What was filed is never changed; it has no part in any priority.

    `kept_from` are the people it may be about, found by the database from the words that were filed; they count until
    somebody of SSF says who is meant, or that nobody is.
    """

    class Kind(models.TextChoices):
        """What it is about (policy §15)."""

        ASSESSMENT = "assessment", _("An assessment")
        REFERRAL = "referral", _("A referral")
        SHELTER = "shelter", _("A shelter")
        STAFF = "staff", _("How somebody of the staff acted")
        DISCRIMINATION = "discrimination", _("Discrimination")
        PRIVACY = "privacy", _("Privacy, or what is stored about a person")
        DECISION = "decision", _("A decision about papers or urgency")

    class Outcome(models.TextChoices):
        """How it ended (policy §15)."""

        UPHELD = "upheld", _("Upheld")
        PARTLY = "partly", _("Partly upheld")
        NOT_UPHELD = "not_upheld", _("Not upheld")
        REFERRED_ON = "referred_on", _("Referred on")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    receipt = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=16, choices=Kind)
    what_happened = models.TextField(max_length=4000)
    wish = models.TextField(max_length=1000, blank=True)
    agency_name = models.CharField(max_length=120, blank=True)
    person_name = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    filed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(db_default=Now())
    received_on = models.DateField()
    due_on = models.DateField()
    about_user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    about_settled_at = models.DateTimeField(null=True)
    about_settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    kept_from = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    answer = models.TextField(max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_on = models.DateField(null=True)

    objects = GrievanceQuerySet.as_manager()
    wall = Wall.GRIEVANCE

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None) | Q(about_user=None) | ~Q(owner=F("about_user")),
                name="grievance_owner_is_not_complained_of",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_on=None, outcome="", answer="")
                | (Q(answered_at__isnull=False, answered_on__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
                name="grievance_answer_is_whole",
            ),
            models.CheckConstraint(condition=Q(due_on__gt=F("received_on")), name="grievance_due_after_received"),
            models.CheckConstraint(
                condition=Q(about_settled_at=None, about_settled_by=None)
                | Q(about_settled_at__isnull=False, about_settled_by__isnull=False),
                name="grievance_settled_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["continuum", "due_on"], condition=Q(answered_at=None), name="grievance_open"),
            models.Index(fields=["continuum", "-id"], name="grievance_newest"),
        ]

    def __str__(self) -> str:
        return f"grievance {self.pk}"

    @property
    def is_settled(self) -> bool:
        """Whether somebody said who of the staff is complained of, or that nobody is."""
        return self.about_user_id is not None or self.about_settled_at is not None

    def complained_of(self) -> set[int]:
        """Return the people it is about; until that is settled, everybody it may be about."""
        if not self.is_settled:
            return set(self.kept_from)
        return set() if self.about_user_id is None else {self.about_user_id}

    def is_overdue(self, today: date) -> bool:
        """Whether the answer did not come by its last day."""
        return self.answered_at is None and today > self.due_on


class GrievanceStepQuerySet(VisibleQuerySet):
    """What was done about grievances."""

    def visible_to(self, actor: Actor | None) -> Self:
        """Keep the steps of visible grievances, for those who handle or read them."""
        if actor is None or not (actor.is_system or actor.can(Permission.HANDLE_GRIEVANCE)):
            return self.none()
        return super().visible_to(actor).filter(grievance__in=Grievance.objects.visible_to(actor))


class GrievanceStep(models.Model):
    """Something that was done about a grievance. Append-only."""

    class Verb(models.TextChoices):
        """What was done."""

        OWNED = "owned", _("Given an owner")
        NAMED = "named", _("Person complained of named")
        NOTED = "noted", _("Note")
        ANSWERED = "answered", _("Answered")

    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    grievance = models.ForeignKey(Grievance, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=10, choices=Verb)
    text = models.TextField(max_length=4000, blank=True)
    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = GrievanceStepQuerySet.as_manager()
    wall = Wall.GRIEVANCE_STEP

    class Meta:
        indexes = [models.Index(fields=["grievance", "id"], name="grievance_steps")]

    def __str__(self) -> str:
        return f"grievance step {self.pk}"
