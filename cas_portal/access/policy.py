"""The few questions every policy is built from."""

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Forbidden
from cas_portal.access.permissions import Permission
from cas_portal.access.roles import Reach


def allows(actor: Actor, permission: Permission, *, agency_id: int | None = None) -> bool:
    """Whether some membership gives the right for a thing of this agency: reach all anywhere, or own agency there.

    Reaches OWN and REFERRED depend on the object and are decided by the policy of that object.
    """
    if actor.is_system:
        return True
    if Reach.ALL in actor.reaches(permission):
        return True
    return agency_id is not None and Reach.AGENCY in actor.reaches(permission, agency_id)


def require(allowed: bool, message: str = "", what_to_do: str = "") -> None:
    """Raise Forbidden unless allowed."""
    if not allowed:
        raise Forbidden(message, what_to_do)


def acting_agency(actor: Actor, permission: Permission, agency_id: int | None = None) -> int:
    """Return the agency the act is written down for: the one named if the actor holds the right there, or the only one.

    Raises Forbidden when the right is held nowhere, or not at the named agency. With several and none named,
    the lowest id is taken; forms of people with several agencies ask and name one.
    """
    held = actor.agencies_with(permission)
    require(bool(held))
    if agency_id is None:
        return held[0]
    require(agency_id in held)
    return agency_id
