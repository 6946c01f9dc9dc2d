"""Who may do what to accounts (policy §10, row "Manage users, roles, certificates")."""

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.access.roles import Reach, Role
from cas_portal.accounts.models import User


def can_manage_people(actor: Actor) -> bool:
    """System administrators invite, give and end roles, close and open accounts."""
    return Reach.ALL in actor.reaches(Permission.MANAGE_USERS)


def can_manage_person(actor: Actor, person: User) -> bool:
    """Nobody changes their own roles or account."""
    return can_manage_people(actor) and actor.user_id != person.pk


def can_record_certificates(actor: Actor) -> bool:
    """SSF admins and system administrators record who passed the yearly training."""
    return can_manage_people(actor) or (Role.SSF_ADMIN in actor.roles and actor.can(Permission.MANAGE_USERS))


def can_certify_person(actor: Actor, person: User) -> bool:
    """Nobody certifies themselves."""
    return can_record_certificates(actor) and actor.user_id != person.pk


def managed_agency_ids(actor: Actor) -> tuple[int, ...]:
    """Return the agencies for whose people the actor may ask for changes: those they manage."""
    return tuple(sorted({m.agency_id for m in actor.memberships if m.role == Role.AGENCY_MANAGER}))


def can_ask_for_agency(actor: Actor, agency_id: int) -> bool:
    """Agency managers ask for changes to the people of their own agency."""
    return agency_id in managed_agency_ids(actor) and actor.can(Permission.MANAGE_USERS)


def can_see_people(actor: Actor) -> bool:
    """Whoever manages, certifies or asks sees a list of people."""
    return can_record_certificates(actor) or bool(managed_agency_ids(actor))


def can_see_person(actor: Actor, person: User, agency_ids: frozenset[int]) -> bool:
    """Everybody of the continuum for those who manage or certify; people of one's own agencies for managers."""
    return can_record_certificates(actor) or bool(agency_ids & set(managed_agency_ids(actor)))
