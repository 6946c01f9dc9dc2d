"""Finding the client a verb is about, and whether the actor may do it."""

from collections.abc import Iterable

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from clients.models import Client, ClientAccess
from clients.policies import can_act_on_client


def locked_client(by: Actor, client_id: int, permission: Permission | None = Permission.EDIT_CLIENT) -> Client:
    """Return the client, locked, when the actor sees it and holds the right for it (None: seeing is enough).

    Raises Missing for a client that is hidden or absent, Moved for one that was merged, Forbidden for one that is
    seen only.
    """
    client: Client = Client.objects.visible_to(by).select_for_update(of=("self",)).named(by, pk=client_id)
    require(permission is None or may_act(by, client, permission))
    return client


def locked_clients(
    by: Actor, client_ids: Iterable[int], permission: Permission | None = Permission.EDIT_CLIENT
) -> dict[int, Client]:
    """Return several by id as `locked_client` does, locked in the order of their ids: nobody waits in a ring."""
    return {key: locked_client(by, key, permission) for key in sorted(set(client_ids))}


def may_act(by: Actor, client: Client, permission: Permission = Permission.EDIT_CLIENT) -> bool:
    """Whether the right holds for a client the actor sees, running grants to the actor's agencies included."""
    if can_act_on_client(by, permission, client):
        return True
    return can_act_on_client(by, permission, client, granted_to=granted_to(by, client))


def granted_to(by: Actor, client: Client) -> set[int]:
    """Return the agencies of the actor with a running grant to the client."""
    running = ClientAccess.objects.running().filter(client=client, agency_id__in=by.agency_ids)
    return set(running.values_list("agency_id", flat=True))


def author_agency(by: Actor, client: Client, permission: Permission = Permission.EDIT_CLIENT) -> int:
    """Return the agency a row about the client is written for: the client's own if the actor has the right there."""
    held = by.agencies_with(permission)
    return client.agency_id if client.agency_id in held else held[0]
