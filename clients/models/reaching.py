"""How to reach a person, and where they are. Neither is kept for a survivor record (policy §11)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models.base import ClientRow


class ContactMethod(ClientRow):
    """One way to reach a person: a phone, an e-mail, or somebody who passes word on. Ended, never deleted."""

    class Kind(models.TextChoices):
        """What it is."""

        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        PERSON = "person", _("Somebody who passes word on")

    class Message(models.TextChoices):
        """What may be left behind when the client does not answer."""

        ANY = "any", _("Safe to leave a message")
        NAME_ONLY = "name_only", _("Leave only a name and a number")
        NONE = "none", _("Leave no message")

    kind = models.CharField(max_length=8, choices=Kind)
    value = models.CharField(max_length=254, blank=True)
    person_name = models.CharField(max_length=100, blank=True)
    relationship = models.CharField(max_length=60, blank=True)
    message = models.CharField(max_length=10, choices=Message, default=Message.NONE)
    texts = models.BooleanField(default=False)
    best_time = models.CharField(max_length=60, blank=True)
    preferred = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(wall_survivor=False), name="contact_method_never_of_a_survivor"),
            models.CheckConstraint(
                condition=~Q(kind="person") | ~Q(person_name=""), name="contact_method_person_has_a_name"
            ),
            models.CheckConstraint(condition=Q(kind="person") | ~Q(value=""), name="contact_method_has_a_value"),
            models.UniqueConstraint(
                fields=["client"], condition=Q(preferred=True, ended_at=None), name="contact_method_one_preferred"
            ),
        ]
        indexes = [models.Index(fields=["client"], condition=Q(ended_at=None), name="contact_method_by_client")]


class Place(ClientRow):
    """Where somebody said the client is, on a day. Written once; a wrong one is withdrawn with a reason."""

    seen_on = models.DateField()
    place = models.CharField(max_length=200)
    details = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(wall_survivor=False), name="place_never_of_a_survivor"),
            models.CheckConstraint(condition=~Q(place=""), name="place_says_where"),
        ]
        indexes = [models.Index(fields=["client", "-seen_on", "-created_at"], name="place_by_client")]
