"""Stays in programs other than the CAS program, and stays that end because their program does."""

from datetime import date
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.access.errors import Invalid, Missing
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.accounts.models import Continuum
from cas_portal.hud import groups
from cas_portal.time import clock
from clients import policies
from clients.household import SELF
from clients.models import Enrollment, Household, Program
from clients.services.enrollment import write_stay
from clients.services.household import household_of, open_household, present_members
from clients.services.records import locked_client

JOB = "close_ended_programs"
log = structlog.get_logger(__name__)

# Whoever is still enrolled when a program closes leaves on its last day; nobody asked them where to (HUD 3.12).
_CLOSE = """
UPDATE clients_enrollment e SET exit_date = p.ends_on, destination = %(destination)s
  FROM clients_program p
 WHERE p.id = e.program_id AND p.continuum_id = %(continuum)s AND NOT p.is_cas AND p.ends_on < %(today)s
   AND e.continuum_id = %(continuum)s AND e.exit_date IS NULL AND e.entry_date <= p.ends_on
"""


def programs_to_enroll_in(by: Actor, day: date | None = None) -> list[Program]:
    """Return the programs somebody may enroll a household in by hand: open, not CAS, and not housing.

    Permanent and transitional housing is entered through a referral, so that nobody passes the list (policy §7.2).
    """
    rows = Program.objects.visible_to(by).open_on(day or clock.today()).filter(is_cas=False, agency__is_vsp=False)
    if not policies.can_edit_programs(by):
        rows = rows.filter(agency_id__in=by.agencies_with(Permission.ENROLL_CLIENT))
    rows = rows.exclude(project_type__in=groups.housing_types()).select_related("agency")
    return list(rows.order_by("agency__name", "name"))


@transaction.atomic
def enroll_in_program(*, by: Actor, client_id: int, program_id: UUID, entry_date: date) -> list[Enrollment]:
    """Enroll everybody of the client's household in a program; who is enrolled there already stays as they are.

    Raises Invalid for a day to come or outside the program's days, Missing for a program the actor may not use.
    """
    client = locked_client(by, client_id, Permission.ENROLL_CLIENT)
    if entry_date > clock.today():
        raise Invalid(_("Nobody can be enrolled in the future."))
    program = next((one for one in programs_to_enroll_in(by, entry_date) if one.public_id == program_id), None)
    if program is None:
        if any(one.public_id == program_id for one in programs_to_enroll_in(by)):
            raise Invalid(_("The program did not operate on this day."))
        raise Missing()
    household = household_of(client) or open_household(by=by, client_id=client.pk, joined_on=entry_date)
    return _enroll_members(by, household, program, entry_date)


def _enroll_members(by: Actor, household: Household, program: Program, entry_date: date) -> list[Enrollment]:
    made = []
    for member in present_members(household).order_by("client_id"):
        person = locked_client(by, member.client_id, Permission.ENROLL_CLIENT)
        if not Enrollment.objects.filter(client=person, program=program, exit_date=None).exists():
            relationship = member.relationship if household.client_id != person.pk else SELF
            made.append(write_stay(by, person, program, household, relationship, entry_date))
    return made


def close_ended_programs(*, by: Actor, today: date) -> int:
    """Exit everybody who is still enrolled in a program that has closed, on its last day; returns how many.

    Inactivity alone never exits anybody (policy §13), and the CAS program is not closed by a date.
    """
    require(by.is_system)
    values: dict[str, int | date] = {"continuum": by.continuum_id, "today": today}
    values["destination"] = groups.NO_EXIT_INTERVIEW
    with transaction.atomic(), bind(by), connection.cursor() as cursor:
        cursor.execute(_CLOSE, values)
        closed = int(cursor.rowcount)
    if closed:
        log.info("stays_closed_with_program", continuum=by.continuum_id, stays=closed)
    return closed


def close_everywhere() -> int:
    """Do it for every continuum, on its own business day; returns how many stays ended."""
    return sum(
        close_ended_programs(by=Actor.system(JOB, continuum.pk), today=clock.today(continuum.time_zone))
        for continuum in Continuum.objects.order_by("pk")
    )
