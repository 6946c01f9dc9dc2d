"""Who lives with a head of household on a day, members whose own record is closed to the reader included."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from clients.household import Member
from clients.models import HouseholdMember


def people_with(*, household_id: int, besides: int | None, on: date) -> list[Member]:
    """Return everybody of a household on a day but one client, as relationship and age (instruments §0.1).

    A release counts per person, so members may be hidden from somebody who sees the head; the household's type, size
    and score must not depend on who asks. Nothing but age, relationship and where they live leaves the database, and
    nothing at all for a household whose head the caller does not see.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relationship, age, lives_elsewhere FROM clients_household_ages(%s, %s, %s)",
            [household_id, besides, on],
        )
        return [
            Member(relationship, stated_age=age, lives_elsewhere=elsewhere)
            for relationship, age, elsewhere in cursor.fetchall()
        ]


@dataclass(frozen=True, slots=True)
class Belonging:
    """Somebody who belongs or belonged to a household. `key` stays theirs, and says nothing about who they are;

    `member` is what they are on the day, None when they do not belong to it then.
    """

    key: str
    member: Member | None


def belongings_of(*, household_id: int, on: date) -> list[Belonging]:
    """Return everybody who ever belonged to a household, those of the day first (instruments §7, AN02).

    The key is the public id of the first row by which they belong to it: the same when the order or the head changes,
    when they leave and return, when their record is merged, and whoever asks. Nothing at all for a household whose
    head the caller does not see.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, here, relationship, age, lives_elsewhere FROM clients_household_people(%s, %s)",
            [household_id, on],
        )
        return [
            Belonging(str(key), Member(relationship, None, age, elsewhere) if here else None)
            for key, here, relationship, age, elsewhere in cursor.fetchall()
        ]


def key_of(*, household_id: int, client_id: int) -> str | None:
    """Return the key by which a client whom the caller sees belongs to a household; None for one who never did."""
    rows = HouseholdMember.objects.filter(household=household_id, client=client_id).order_by("pk")
    key = rows.values_list("public_id", flat=True).first()
    return str(key) if key else None
