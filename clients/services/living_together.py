"""Who lives with a head of household on a day, members whose own record is closed to the reader included."""

from datetime import date

from django.db import connection

from clients.household import Member


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
