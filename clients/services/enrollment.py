"""Enter the one CAS program; what an exit says."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Invalid
from cas_portal.access.permissions import Permission
from cas_portal.hud import groups
from cas_portal.time import clock
from clients.household import SELF
from clients.models import Client, Enrollment, Household, Program
from clients.services import ce_stays
from clients.services.household import household_of, open_household, present_members
from clients.services.records import author_agency, locked_client


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """An exit: HUD destination (3.12), the kind of subsidy where 435 needs one, and the community's reason."""

    exit_date: date
    destination: int
    reason: str
    subsidy: int | None = None

    def check(self, entry_date: date) -> None:
        """Raise Invalid unless destination, reason and dates fit together."""
        if not entry_date <= self.exit_date <= clock.today():
            raise Invalid(_("The exit day must lie between the entry day and today."))
        if self.destination not in dict(groups.situation_choices(groups.SituationUse.DESTINATION)):
            raise Invalid(_("Choose a destination from the list."))
        if (self.destination == groups.RENTAL_WITH_SUBSIDY) != (self.subsidy is not None):
            raise Invalid(_("A rental with a subsidy needs the kind of subsidy, and nothing else has one."))
        if (self.destination == groups.DECEASED) != (self.reason == "deceased"):
            raise Invalid(_("Destination and reason must both say that the person died, or neither."))

    @property
    def ends_search(self) -> bool:
        """Whether the exit takes the person from every list at once: permanent housing, or death (policy §13)."""
        permanent = groups.situations(groups.SituationGroup.PERMANENT)
        return self.destination in permanent or self.destination == groups.DECEASED


def cas_program(continuum_id: int) -> Program:
    """Return the one coordinated-entry program of a continuum. Raises Conflict until it is set up."""
    program = Program.objects.filter(continuum_id=continuum_id, is_cas=True).first()
    if program is None:
        raise Conflict(_("The CAS program is not set up yet."), _("Ask the system administrator."))
    return program


def open_enrollment(client: Client) -> Enrollment | None:
    """Return the client's open stay in the CAS program, imported or not; the newest when an import left several."""
    return (
        Enrollment.objects.filter(client=client, program__is_cas=True, exit_date=None)
        .select_related("program")
        .order_by("-entry_date", "-pk")
        .first()
    )


def somebody_to_enroll(client: Client) -> bool:
    """Whether enrolling the household would enroll anybody: somebody has no open stay in the CAS program, or left it.

    Counts those the reader sees.
    """
    household = household_of(client)
    people = [one.client for one in present_members(household).select_related("client")] if household else [client]
    stays = [open_enrollment(one) for one in people]
    return any(stay is None or ce_stays.left_behind(stay) for stay in stays)


@transaction.atomic
def enroll_household(*, by: Actor, client_id: int, entry_date: date) -> list[Enrollment]:
    """Enroll everybody of the client's household in the CAS program (policy §10); one open stay for each.

    Who is enrolled already stays as they are, so that a second time enrolls nobody twice; a stay that was left behind
    in a household the person has left comes along. Members whose own record is hidden from the actor are left to the
    agency that entered them. Raises Invalid for a day to come.
    """
    client = locked_client(by, client_id, Permission.ENROLL_CLIENT)
    if entry_date > clock.today():
        raise Invalid(_("Nobody can be enrolled in the future."))
    program = cas_program(client.continuum_id)
    household = household_of(client) or open_household(by=by, client_id=client.pk, joined_on=entry_date)
    made = []
    for member in present_members(household).order_by("client_id"):
        person = locked_client(by, member.client_id, Permission.ENROLL_CLIENT)
        present = open_enrollment(person)
        relationship = member.relationship if household.client_id != person.pk else SELF
        if present is None:
            made.append(write_stay(by, person, program, household, relationship, entry_date))
        elif ce_stays.left_behind(present):
            ce_stays.place(present, household.pk, relationship)
            made.append(present)
    return made


def write_stay(
    by: Actor, person: Client, program: Program, household: Household, relationship: int, entry_date: date
) -> Enrollment:
    """Insert one person's stay; whether it may begin was asked before."""
    return Enrollment.objects.create(
        client=person,
        continuum_id=person.continuum_id,
        agency_id=author_agency(by, person, Permission.ENROLL_CLIENT),
        program=program,
        household=household,
        relationship=relationship,
        entry_date=entry_date,
        coc_code=program.coc_code if relationship == SELF else "",
        disabling_condition=person.disabling_condition,
        created_by_id=by.user_id,
    )


def end_stay(stay: Enrollment, leaving: Leaving) -> None:
    """Write an exit; whether the stay may end was asked before."""
    stay.exit_date, stay.destination = leaving.exit_date, leaving.destination
    stay.destination_subsidy, stay.exit_reason = leaving.subsidy, leaving.reason
    stay.save(update_fields=["exit_date", "destination", "destination_subsidy", "exit_reason"])
