"""Leaving a program: the whole household or one person of it, and who leads those who stay (policy §13, HUD 3.15)."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Invalid, Missing
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.hud import groups
from cas_portal.time import clock
from clients import wording
from clients.household import SELF
from clients.models import Client, Enrollment, HouseholdMember
from clients.policies import can_edit_programs
from clients.services import ce_stays
from clients.services.enrollment import Leaving, end_stay
from clients.services.household import is_minor, lead
from clients.services.household_news import tell_of_change
from clients.services.living_together import people_with
from clients.services.records import locked_client


@transaction.atomic
def exit_enrollment(
    *,
    by: Actor,
    enrollment_id: int,
    leaving: Leaving,
    everybody: bool = False,
    staying: Mapping[int, int] | None = None,
) -> Enrollment:
    """End a stay with destination and reason (policy §13). A second time raises Conflict.

    An exit to permanent housing ends the CAS stay too, a death every stay, on the same day; a death is written to the
    person. Every list reads these, so nobody is called about them again. Housing entered through a referral is left
    through it.

    `everybody`: the others of the household leave the program with them, but for members whose own record is hidden
    from the actor, who are left to the agency that entered them. Else the others stay: when the head leaves, `staying`
    gives their relationships by client id, one adult of them the head, and whoever leaves CAS has left the household.
    Raises Invalid without such a head, when only minors would stay, and for a death of everybody.
    """
    stay, client = _locked(by, enrollment_id, everybody=everybody)
    if stay.exit_date is not None:
        raise Conflict(_("This enrollment has ended already."))
    require(can_exit(by, stay))
    leaving.check(stay.entry_date)
    wording.require_exit_reason(client, leaving.reason)
    others = companions(by, stay)
    ended = _end_all(client, stay, leaving)
    if everybody:
        _let_follow(others, stay, leaving)
        return stay
    for one in ended:
        rest = [
            other for other in others if (other.household_id, other.program_id) == (one.household_id, one.program_id)
        ]
        if rest:
            _let_stay(by, one, rest, staying or {})
    return stay


def companions(by: Actor, stay: Enrollment) -> list[Enrollment]:
    """Return the open stays of the others of the household in the program and in CAS, as far as the actor sees them."""
    rows = Enrollment.objects.visible_to(by).filter(exit_date=None).exclude(client_id=stay.client_id)
    own = Enrollment.objects.filter(client_id=stay.client_id, program__is_cas=True, exit_date=None)
    together = Q(program__is_cas=True, household_id__in=own.exclude(household=None).values("household_id"))
    if stay.household_id is not None:
        together |= Q(program_id=stay.program_id, household_id=stay.household_id)
    return list(rows.filter(together).select_related("client__identity", "program").order_by("relationship", "pk"))


def closed_companions(by: Actor, stay: Enrollment) -> int:
    """Return how many others live in the household whose own record is hidden from the actor."""
    if stay.household_id is None:
        return 0
    others = people_with(household_id=stay.household_id, besides=stay.client_id, on=clock.today())
    rows = HouseholdMember.objects.visible_to(by).filter(household_id=stay.household_id, left_on=None)
    return max(len(others) - rows.exclude(client_id=stay.client_id).count(), 0)


def can_exit(by: Actor, stay: Enrollment) -> bool:
    """Whether the actor may end this stay by hand: the CAS stay; elsewhere the program's agency, SSF and sysadmins.

    Housing entered through a referral here is left through it, so that the opening and its outcome stay right.
    """
    program = stay.program
    if program.is_cas:
        return by.can(Permission.ENROLL_CLIENT)
    if program.project_type in groups.housing_types() and not stay.imported:
        return False
    return can_edit_programs(by) or program.agency_id in by.agencies_with(Permission.ENROLL_CLIENT)


def _locked(by: Actor, enrollment_id: int, *, everybody: bool) -> tuple[Enrollment, Client]:
    """Lock everybody concerned, then the stay. Who lets a household leave needs the right for each of its people."""
    rows = Enrollment.objects.visible_to(by).filter(pk=enrollment_id).select_related("program")
    seen = rows.first()
    if seen is None:
        raise Missing()
    others = {one.client_id for one in companions(by, seen)}
    clients = {}
    for key in sorted({seen.client_id, *others}):
        needed = Permission.ENROLL_CLIENT if everybody or key == seen.client_id else None
        clients[key] = locked_client(by, key, needed)
    return rows.select_for_update(of=("self",)).get(), clients[seen.client_id]


def _end_all(client: Client, stay: Enrollment, leaving: Leaving) -> list[Enrollment]:
    end_stay(stay, leaving)
    ended = [stay]
    others = Enrollment.objects.select_for_update(of=("self",)).filter(client=client, exit_date=None)
    for other in others.filter(entry_date__lte=leaving.exit_date).select_related("program"):
        if leaving.destination == groups.DECEASED or (leaving.ends_search and other.program.is_cas):
            end_stay(other, leaving)
            ended.append(other)
    if leaving.destination == groups.DECEASED:
        client.deceased_on = leaving.exit_date
        client.save(update_fields=["deceased_on"])
    return ended


def _let_follow(others: Sequence[Enrollment], stay: Enrollment, leaving: Leaving) -> None:
    if leaving.destination == groups.DECEASED:
        raise Invalid(_("A death is recorded for one person."), _("Choose that only this person leaves."))
    for other in others:
        if other.program_id == stay.program_id or (leaving.ends_search and other.program.is_cas):
            leaving.check(other.entry_date)
            end_stay(other, leaving)


def _let_stay(by: Actor, ended: Enrollment, rest: Sequence[Enrollment], staying: Mapping[int, int]) -> None:
    leads = ended.relationship == SELF
    relations = {one.client_id: (staying if leads else {}).get(one.client_id, one.relationship) for one in rest}
    minors = [is_minor(one.client, relations[one.client_id], clock.today()) for one in rest]
    if all(minors) and (leads or not closed_companions(by, ended)):
        raise Invalid(
            _("Only minors would stay, and coordinated access serves no minors on their own."),
            _("Choose that everybody leaves, or first let the minors join the household of an adult."),
        )
    if leads:
        heads = [minor for one, minor in zip(rest, minors, strict=True) if relations[one.client_id] == SELF]
        if heads != [False]:
            raise Invalid(_("The head leaves: choose one adult who becomes head among those who stay."))
        for one in rest:
            ce_stays.place(one, one.household_id, relations[one.client_id])
    if ended.program.is_cas and ended.household_id is not None:
        _leave_home(ended, ended.household_id, relations if leads else {})
        tell_of_change(by=by, household_id=ended.household_id, event=f"exited:{ended.pk}")


def _leave_home(ended: Enrollment, home_id: int, relations: Mapping[int, int]) -> None:
    """Whoever leaves CAS without the others does not live with them any more; the household goes on under its head."""
    rows = HouseholdMember.objects.filter(household_id=home_id)
    for row in rows.filter(client_id=ended.client_id, left_on=None):
        row.left_on = max(ended.exit_date or row.joined_on, row.joined_on)
        row.save(update_fields=["left_on"])
    if relations and ended.household is not None:
        lead(ended.household, relations)
