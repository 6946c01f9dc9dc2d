"""The words of a community for its reasons and names, each from a day on."""

from django.db import models
from django.db.models.functions import Now

from cas_portal.access.rls import Wall
from cas_portal.accounts.models.people import Continuum, User


class Wording(models.Model):
    """One entry of a list from a day until its next row; of several for a day the last counts. Rows are never changed.

    An entry without a row has the words of the policy. `active` false: from that day no form offers it.
    """

    continuum = models.ForeignKey(Continuum, on_delete=models.PROTECT)
    list_key = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    valid_from = models.DateField()
    active = models.BooleanField(default=True)
    text_en = models.CharField(max_length=120)
    text_es = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField()
    needs_note = models.BooleanField(default=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT)
    why = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_default=Now())

    wall = Wall.PLATFORM

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(text_en=""), name="wording_has_words")]
        indexes = [models.Index(fields=["continuum", "list_key", "code", "-valid_from", "-id"], name="wording_newest")]

    def __str__(self) -> str:
        return f"{self.list_key} {self.code} from {self.valid_from}"
