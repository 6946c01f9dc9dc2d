"""What was written down about a client, what was done for them, and to whom they were handed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models.base import ClientRow
from clients.models.querysets import NoteQuerySet


class Withdrawable(ClientRow):
    """Written once; what is wrong is withdrawn with a reason and stays readable as such in the audit log."""

    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdraw_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Note(Withdrawable):
    """A note of the work. A private one shows to the agency that wrote it alone; the database holds that."""

    happened_on = models.DateField()
    text = models.TextField(max_length=4000)
    private = models.BooleanField(default=False)

    objects = NoteQuerySet.as_manager()
    private_column = "private"

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_says_something")]
        indexes = [models.Index(fields=["client", "-happened_on"], name="note_by_client")]


class Service(Withdrawable):
    """One thing that was done for a client."""

    class Kind(models.TextChoices):
        """What kinds there are."""

        CASE_MANAGEMENT = "case_management", _("Case management")
        HOUSING_SEARCH = "housing_search", _("Housing search")
        DOCUMENTS = "documents", _("Help with papers")
        BENEFITS = "benefits", _("Help with benefits")
        EMPLOYMENT = "employment", _("Employment or education")
        HEALTH = "health", _("Health care")
        BEHAVIORAL = "behavioral", _("Mental health or substance use care")
        LEGAL = "legal", _("Legal help")
        TRANSPORT = "transport", _("Transportation")
        FOOD = "food", _("Food")
        BASICS = "basics", _("Clothing, hygiene, storage")
        MONEY = "money", _("Financial help")
        OTHER = "other", _("Something else")

    given_on = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind="other") | ~Q(detail=""), name="service_other_is_explained")
        ]
        indexes = [models.Index(fields=["client", "-given_on"], name="service_by_client")]


class HandOff(ClientRow):
    """A warm hand-off: the client was brought together with another agency, which says when it took over."""

    to_agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    reason = models.CharField(max_length=300)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(to_agency=models.F("agency")), name="hand_off_leaves_the_agency"),
            models.CheckConstraint(condition=Q(wall_survivor=False), name="hand_off_never_of_a_survivor"),
        ]
        indexes = [
            models.Index(fields=["client", "-happened_on"], name="hand_off_by_client"),
            models.Index(fields=["to_agency"], condition=Q(received_at=None), name="hand_off_waiting"),
        ]


class PlainWords(ClientRow):
    """Words of a text about a survivor that could be names, and who said that they name nobody (ADR 11)."""

    words = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("words that name nobody")
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="plain_words_are_some")]
        indexes = [models.Index(fields=["client", "-created_at"], name="plain_words_by_client")]
