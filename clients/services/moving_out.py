"""A member leaves the household: where they live from then on, and what becomes of their stay in the CE program."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.outbox import editing
from cas_portal.time import clock
from clients.household import SELF
from clients.models import Enrollment, HouseholdMember
from clients.services import ce_stays
from clients.services.enrollment import Leaving, end_stay
from clients.services.household import is_minor, locked_member, open_household
from clients.services.household_news import tell_of_change
from clients.services.living_together import people_with
from clients.services.records import may_act

# The community's word for it, which is always on its list (clients/wording.py).
NOT_SERVED = "unable_to_serve"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoesTo:
    """Where a minor goes who leaves (HUD 3.12), with the kind of subsidy where 435 needs one."""

    destination: int
    subsidy: int | None = None


@transaction.atomic
def remove_member(
    *, by: Actor, member_id: int, left_on: date, goes_to: GoesTo | None = None, opened: str | None = None
) -> HouseholdMember:
    """Record the first day a member no longer lives with the household. A second time changes nothing.

    An adult's open stay in the CE program goes on in a household of their own, which they head (HUD 3.15). Minors are
    not served on their own (instruments §0.1): their stay ends that day, and `goes_to` says where they go. Raises
    Invalid for the head while others stay, for an enrolled minor without `goes_to`, when only minors would stay, and
    for a day outside their time; StaleForm when a form was opened before somebody else recorded another day.
    """
    member = locked_member(by, member_id)
    editing.hold(stored={"left_on": member.left_on}, wanted={"left_on": left_on}, opened=opened, row=member)
    if member.left_on is not None:
        return member
    if left_on < member.joined_on or left_on > clock.today():
        raise Invalid(_("The day must lie between the day they joined and today."))
    _check_who_stays(member)
    member.left_on = left_on
    member.save(update_fields=["left_on"])
    tell_of_change(by=by, household_id=member.household_id, event=f"left:{member.pk}:{left_on.isoformat()}")
    stay = ce_stays.open_stays(member.household_id).filter(client_id=member.client_id).first()
    if stay is None:
        return member
    if ends_with_leaving(member):
        _end(by, member, stay, left_on, goes_to)
    else:
        home = open_household(by=by, client_id=member.client_id, joined_on=left_on)
        ce_stays.follow(home.members.get(client_id=member.client_id, left_on=None))
        tell_of_change(by=by, household_id=home.pk, event=f"began:{member.pk}:{left_on.isoformat()}")
    return member


def ends_with_leaving(member: HouseholdMember) -> bool:
    """Whether a member's stay in the CE program ends when they leave: that of a minor, who must go somewhere."""
    if not is_minor(member.client, member.relationship, clock.today()):
        return False
    return ce_stays.open_stays(member.household_id).filter(client_id=member.client_id).exists()


def require_adult(minors: Iterable[bool]) -> None:
    """Raise Invalid unless somebody of those who live together is 18 or older; each is told as a minor or not."""
    if all(minors):
        raise Invalid(
            _("Only minors would live there, and coordinated access serves no minors on their own."),
            _("Let an adult stay with them, or record for each minor that they left and where they go."),
        )


def correct_end_of_stay(member: HouseholdMember, left_on: date | None) -> None:
    """Let the stay that ended because a minor left end on another day, or with None go on."""
    if member.left_on is None or not is_minor(member.client, member.relationship, member.left_on):
        return
    stays = Enrollment.objects.filter(client_id=member.client_id, program__is_cas=True)
    ended = stays.filter(household_id=member.household_id, exit_date=member.left_on, exit_reason=NOT_SERVED)
    for stay in ended:
        if left_on is not None:
            stay.exit_date = max(left_on, stay.entry_date)
        elif not stays.filter(exit_date=None).exists():
            stay.exit_date = stay.destination = stay.destination_subsidy = None
            stay.exit_reason = ""
        stay.save(update_fields=["exit_date", "destination", "destination_subsidy", "exit_reason"])


def _check_who_stays(member: HouseholdMember) -> None:
    """Ask of everybody, also of members whose own record is closed to the actor."""
    others = people_with(household_id=member.household_id, besides=member.client_id, on=clock.today())
    if member.relationship == SELF and others:
        raise Invalid(
            _("The head of household cannot leave while others stay."),
            _("Separate the household, so that somebody else becomes its head, or remove the others first."),
        )
    if others:
        require_adult(one.is_minor(clock.today()) for one in others)


def _end(by: Actor, member: HouseholdMember, stay: Enrollment, left_on: date, goes_to: GoesTo | None) -> None:
    require(may_act(by, member.client, Permission.ENROLL_CLIENT))
    if goes_to is None:
        raise Invalid(_("A minor leaves: say where they go."))
    leaving = Leaving(
        exit_date=max(left_on, stay.entry_date), destination=goes_to.destination,
        subsidy=goes_to.subsidy, reason=NOT_SERVED,
    )  # fmt: skip
    leaving.check(stay.entry_date)
    end_stay(stay, leaving)
