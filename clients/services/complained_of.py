"""Whom of the staff a grievance is or may be about, and who is left to answer it (policy §15)."""

from django.db import connection

from cas_portal.access.actor import Actor
from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from cas_portal.notifications.recipients import people_with
from clients.models import Grievance


def staff_meant(person_name: str, words: str) -> list[int]:
    """Return the people whose name is like the one that was typed, or stands in the words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clients_staff_meant(%s, %s)", [person_name, words])
        return list(cursor.fetchone()[0])


def people_meant(by: Actor, grievance: Grievance) -> list[User]:
    """Return the people of the community it is kept from until somebody says who is meant, by name."""
    if grievance.is_settled:
        return []
    return list(User.objects.visible_to(by).filter(pk__in=grievance.kept_from).order_by("name", "pk"))


def handlers(grievance: Grievance) -> list[int]:
    """Return the SSF admins who may own it: none whom it is or may be about."""
    people = people_with(continuum_id=grievance.continuum_id, roles=[Role.SSF_ADMIN])
    return [person for person in people if person not in grievance.complained_of()]


def who_can_find_a_handler(grievance: Grievance) -> list[int]:
    """Return the sysadmins, who give the role to somebody else; whom it may be about only where all of them are."""
    people = people_with(continuum_id=grievance.continuum_id, roles=[Role.SYSADMIN])
    return [person for person in people if person not in grievance.complained_of()] or people
