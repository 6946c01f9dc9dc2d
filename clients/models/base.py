"""What every row about a client carries."""

import uuid

from django.db import models
from django.db.models.functions import Now

from cas_portal.access.rls import Wall
from clients.models.querysets import ClientRowQuerySet


class ClientRow(models.Model):
    """A row about one client, written by somebody at an agency.

    The wall columns repeat the client's owner, survivor flag and release; database triggers fill them and keep them
    equal, so that row-level security never joins. Code never sets them.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    continuum = models.ForeignKey("accounts.Continuum", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT)
    wall_agency_id = models.BigIntegerField(default=0, editable=False)
    wall_survivor = models.BooleanField(default=False, editable=False)
    wall_shared_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = ClientRowQuerySet.as_manager()
    wall = Wall.CLIENT_ROW

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
