"""For whom a living situation is recorded besides the client: HUD 4.12 asks each adult, and people are met together."""

from collections.abc import Collection, Mapping
from uuid import UUID, uuid5

from django.db import transaction

from assessments.services.living_situations import record_living_situation
from assessments.surroundings import business_day, members_on
from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from clients.models import Client
from clients.services.enrollment import open_enrollment
from clients.services.household import is_minor
from clients.services.records import may_act


def others_met(by: Actor, client: Client) -> list[Client]:
    """Return the other adults who live with the client today and are enrolled, as far as the actor may record it."""
    enrollment, day = open_enrollment(client), business_day(client)
    members = members_on(enrollment, day) if enrollment else []
    adults = [
        row.client
        for row in members
        if row.client_id != client.pk and not row.lives_elsewhere and not is_minor(row.client, row.relationship, day)
    ]
    return [
        person
        for person in adults
        if may_act(by, person, Permission.ADD_LIVING_SITUATION) and open_enrollment(person) is not None
    ]


@transaction.atomic
def record_for_all(
    *, by: Actor, client: Client, answers: Mapping[str, object], also: Collection[Client], public_id: UUID
) -> int:
    """Record one living situation for the client and the same for each of `also`; all or nothing, twice is once.

    Returns for how many. Raises as `record_living_situation` does, for any of them.
    """
    record_living_situation(by=by, client=client, answers=answers, public_id=public_id)
    for person in also:
        key = uuid5(public_id, str(person.public_id))
        record_living_situation(by=by, client=person, answers=answers, public_id=key)
    return 1 + len(also)
