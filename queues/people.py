"""Whom a row of standing is about: said for clients the actor may see, and for nobody else."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from clients.models import Client
from clients.models.querysets import ClientQuerySet
from clients.policies import client_reach
from queues.models import Standing


@dataclass(frozen=True, slots=True)
class Person:
    """A client as a list shows them. A masked one has neither a name nor an address of a page."""

    public_id: UUID | None = None
    name: str = ""

    @property
    def masked(self) -> bool:
        """Whether the actor may not know who this is."""
        return self.public_id is None


MASKED = Person()


_FACTS = JSONObject(
    id="public_id", code="survivor_code", first="identity__first_name", last="identity__last_name",
    suffix="identity__suffix",
)  # fmt: skip


def named(actor: Actor) -> ClientQuerySet:
    """Clients whose names the actor may read: none for roles that see masked rows."""
    clients = Client.objects.visible_to(actor).annotate(person=_FACTS)
    return clients.none() if client_reach(actor).masked else clients


def with_people(rows: QuerySet[Standing], actor: Actor) -> QuerySet[Standing]:
    """Add what names the client to each row, for clients whose names the actor may read."""
    return rows.annotate(person=Subquery(named(actor).filter(pk=OuterRef("client_id")).values("person")[:1]))


def person_of(client: Client, actor: Actor) -> Person:
    """Return one client as a page shows them."""
    return person(named(actor).filter(pk=client.pk).values_list("person", flat=True).first())


def person_on(row: Standing) -> Person:
    """Return whom a row is about; masked unless `with_people` named the client."""
    return person(getattr(row, "person", None))


def person(facts: dict[str, Any] | None) -> Person:
    """Return the client a row was given by `with_people`; a masked one when it was given none."""
    if not facts:
        return MASKED
    full = " ".join(facts[part] for part in ("first", "last", "suffix") if facts[part])
    return Person(UUID(facts["id"]), facts["code"] or full or _("Name not given"))
