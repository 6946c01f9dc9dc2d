"""Which rows about clients an actor may see: the same rule for the client and for every row about it."""

from typing import Any, Self

from django.apps import apps
from django.db import connection, models
from django.db.models import Q
from django.urls import reverse

from cas_portal.access import grants
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Missing, Moved
from cas_portal.access.querysets import VisibleQuerySet
from clients.policies import ClientReach, client_reach


class StatementNow(models.Func):
    """PostgreSQL's statement_timestamp(): what walls compare with, never an injected clock."""

    template = "statement_timestamp()"
    output_field = models.DateTimeField()


def _granted(actor: Actor, reach: ClientReach) -> models.QuerySet[Any, Any]:
    """Clients granted to an agency of the actor, or to the actor by name and by guardian."""
    access = apps.get_model("clients", "ClientAccess")
    mine = Q(agency_id__in=reach.granted)
    if actor.user_id is not None:
        named = grants.object_ids(actor.user_id, "view_client", apps.get_model("clients", "Client"))
        mine |= Q(user_id=actor.user_id, client_id__in=named)
    return access.objects.running().filter(mine).values("client_id")


def reachable(actor: Actor, *, prefix: str, key: str, creator: str) -> Q:
    """Return the rule of policy §10, §11 over the columns `agency_id`, `survivor`, `shared_until` behind `prefix`.

    `key` is the column with the client's id, `creator` the one with who entered the client.
    """
    reach = client_reach(actor)
    named = Q(**{f"{prefix}survivor": False})
    rule = Q(**{f"{prefix}agency_id__in": reach.own}) | (named & Q(**{f"{key}__in": _granted(actor, reach)}))
    if reach.released:
        rule |= named & Q(**{f"{prefix}shared_until__gt": StatementNow()})
    if reach.unreleased:
        rule |= named
    if reach.entered:
        rule |= named & Q(**{f"{prefix}agency_id__in": reach.entered, creator: actor.user_id})
    if reach.scas_desk:
        rule |= Q(**{f"{prefix}survivor": True})
    return rule


class ClientQuerySet(VisibleQuerySet):
    """Clients an actor may see: owned, released, granted. Merged records are followed, never listed."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep clients of the actor's agencies, with a running release, or granted to an agency or the person.

        Policy §10, §11: survivor records show only to the owning agency and the S-CAS desk; roles that reach only
        clients referred to them see grants alone; what an SSF admin entered, they see without a release too.
        """
        if actor is None:
            return self.none()
        rows = super().visible_to(actor).filter(merged_into=None)
        if actor.is_system:
            return rows
        return rows.filter(reachable(actor, prefix="", key="pk", creator="created_by_id"))

    def named(self, actor: Actor, **key: Any) -> Any:
        """Return the one client with this key. Every page, service and route about a client finds it here.

        Raises Moved for a record that was merged into one the actor may see (at the end of the chain), else Missing:
        hidden and absent are told apart by nobody.
        """
        if (client := self.filter(**key).first()) is not None:
            return client
        with connection.cursor() as cursor:
            cursor.execute("SELECT clients_led_to(%s, %s)", [key.get("public_id"), key.get("pk")])
            into = cursor.fetchone()[0]
        kept: Any = None if into is None else type(self)(self.model).visible_to(actor).filter(pk=into).first()
        if kept is None:
            raise Missing()
        page = reverse("clients:client", args=[kept.public_id])
        raise Moved(merged=key.get("public_id"), into=kept.public_id, page=page)

    def looked_after_by(self, user_id: int | None) -> Self:
        """Keep clients a person is case manager of today."""
        return self.filter(casemanager__user_id=user_id, casemanager__ends_on=None)


class ClientRowQuerySet(VisibleQuerySet):
    """Rows about clients: they show when their client does."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the rows whose client the actor may see (see `ClientQuerySet.visible_to`)."""
        if actor is None:
            return self.none()
        rows = super().visible_to(actor)
        if actor.is_system:
            return rows
        return rows.filter(reachable(actor, prefix="wall_", key="client_id", creator="client__created_by_id"))


class NoteQuerySet(ClientRowQuerySet):
    """Notes about clients."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep shared notes of visible clients, and private ones of the actor's own agencies."""
        rows = super().visible_to(actor)
        if actor is None or actor.is_system:
            return rows
        return rows.filter(Q(private=False) | Q(agency_id__in=actor.agency_ids))


class ClientAccessQuerySet(VisibleQuerySet):
    """Grants of access."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep grants to the actor, to their agencies, or given by their agencies."""
        if actor is None:
            return self.none()
        agencies = actor.agency_ids
        mine = Q(agency_id__in=agencies) | Q(user_id=actor.user_id) | Q(granted_by_id__in=agencies)
        return super().visible_to(actor).filter(Q() if actor.is_system else mine)

    def running(self) -> Self:
        """Keep grants that have begun and have not ended, by the database's clock."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=StatementNow()), starts_at__lte=StatementNow())
