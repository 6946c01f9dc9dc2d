"""Open stays in the CE program follow the people: into the household they live in, in their place there."""

from collections.abc import Mapping

from django.db.models import QuerySet

from clients.household import SELF
from clients.models import Enrollment, HouseholdMember


def open_stays(household_id: int) -> QuerySet[Enrollment]:
    """Return the open stays in the CE program of a household, with their program."""
    rows = Enrollment.objects.filter(household_id=household_id, program__is_cas=True, exit_date=None)
    return rows.select_related("program").order_by("pk")


def follow(member: HouseholdMember) -> Enrollment | None:
    """Let a person's open stay go on in the household they live in; None for somebody who is not enrolled."""
    rows = Enrollment.objects.filter(client_id=member.client_id, program__is_cas=True, exit_date=None)
    stay = rows.select_related("program").order_by("-entry_date", "-pk").first()
    if stay is not None:
        place(stay, member.household_id, member.relationship)
    return stay


def move(old_id: int, new_id: int, moved: Mapping[int, int], kept: Mapping[int, int]) -> None:
    """Let the stays of a household that parts follow: another household, or another relationship to its head."""
    for stay in open_stays(old_id).filter(client_id__in=[*moved, *kept]):
        place(stay, new_id if stay.client_id in moved else old_id, {**kept, **moved}[stay.client_id])


def place(stay: Enrollment, household_id: int | None, relationship: int) -> None:
    """Put a stay where its person belongs; the CoC code stands with the head (HUD 3.16)."""
    stay.household_id, stay.relationship = household_id, relationship
    stay.coc_code = stay.program.coc_code if relationship == SELF else ""
    stay.save(update_fields=["household", "relationship", "coc_code"])


def left_behind(stay: Enrollment) -> bool:
    """Whether a stay is in a household its person has left."""
    if stay.household_id is None:
        return False
    rows = HouseholdMember.objects.filter(household_id=stay.household_id, client_id=stay.client_id)
    return rows.exists() and not rows.filter(left_on=None).exists()
