"""Stays in programs: annual window, other programs, exits that end more than one stay, programs that close."""

from datetime import date

import pytest

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Forbidden, Invalid, Missing
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.annual import annual_window, last_annual_window, next_annual_window
from clients.models import Client, Enrollment
from clients.services import exits, stays
from clients.services.enrollment import Leaving
from tests.clients.acting import acting
from tests.factories.accounts import staff
from tests.factories.clients import (
    ClientFactory,
    EnrollmentFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    ProgramFactory,
    cas_program,
)

HOUSED = Leaving(exit_date=date(2025, 8, 1), destination=410, reason="self_resolved")
DIED = Leaving(exit_date=date(2025, 8, 1), destination=24, reason="deceased")
SHELTERED = Leaving(exit_date=date(2025, 8, 1), destination=101, reason="no_longer_wants")


@pytest.mark.case("D21")
def test_annual_window_is_thirty_days_around_the_anniversary():
    window = annual_window(date(2024, 10, 15))
    assert (window.opens, window.closes) == (date(2025, 9, 15), date(2025, 11, 14))
    assert window.is_open(date(2025, 11, 14))
    assert not window.is_open(date(2025, 11, 15))


def test_next_window_is_the_first_that_is_not_over():
    entered = date(2024, 2, 29)
    assert next_annual_window(entered, date(2024, 3, 1)).opens == date(2025, 1, 29)
    assert next_annual_window(entered, date(2025, 3, 30)).closes == date(2025, 3, 30)
    assert next_annual_window(entered, date(2025, 3, 31)).opens == date(2026, 1, 29)


@pytest.mark.parametrize(
    ("today", "closes"),
    [
        (date(2025, 3, 30), None), (date(2025, 3, 31), date(2025, 3, 30)), (date(2026, 3, 30), date(2025, 3, 30)),
        (date(2028, 3, 31), date(2028, 3, 30)), (date(2024, 3, 1), None),
    ],
)  # fmt: skip
def test_last_window_is_the_newest_that_is_over(today, closes):
    found = last_annual_window(date(2024, 2, 29), today)
    assert (found.closes if found else None) == closes


@pytest.fixture
def shelter(agency):
    return ProgramFactory(agency=agency, name="Night Shelter", project_type=0)


@pytest.fixture
def family(person, agency):
    household = HouseholdFactory(client=person)
    child = ClientFactory(agency=agency)
    HouseholdMemberFactory(household=household, client=person)
    HouseholdMemberFactory(household=household, client=child, relationship=2)
    return household


@pytest.mark.slow
def test_whole_household_enters_a_program_once(assessor, person, family, shelter):
    with acting(assessor):
        for _time in range(2):
            stays.enroll_in_program(
                by=assessor, client_id=person.pk, program_id=shelter.public_id, entry_date=date(2025, 5, 1)
            )
        rows = Enrollment.objects.filter(program=shelter).order_by("relationship")
        assert [(row.relationship, row.entry_date) for row in rows] == [(1, date(2025, 5, 1)), (2, date(2025, 5, 1))]


@pytest.mark.slow
def test_housing_and_programs_of_others_are_not_entered_by_hand(assessor, person, agency, other_agency, shelter):
    housing = ProgramFactory(agency=agency, project_type=13)
    theirs = ProgramFactory(agency=other_agency, project_type=0)
    with acting(assessor):
        assert stays.programs_to_enroll_in(assessor) == [shelter]
        for program in (housing, theirs):
            with pytest.raises(Missing):
                stays.enroll_in_program(
                    by=assessor, client_id=person.pk, program_id=program.public_id, entry_date=date(2025, 5, 1)
                )


@pytest.mark.slow
def test_day_outside_the_programs_days_is_refused(assessor, person, shelter):
    with acting(assessor):
        for day in (date(2014, 1, 1), date(2999, 1, 1)):
            with pytest.raises(Invalid):
                stays.enroll_in_program(by=assessor, client_id=person.pk, program_id=shelter.public_id, entry_date=day)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("leaving", "ended"),
    [(SHELTERED, {"shelter"}), (HOUSED, {"shelter", "cas"}), (DIED, {"shelter", "cas", "outreach"})],
)
def test_exit_to_housing_ends_the_cas_stay_and_death_every_stay(assessor, person, agency, shelter, leaving, ended):
    programs = {
        "shelter": shelter,
        "cas": cas_program(agency),
        "outreach": ProgramFactory(agency=agency, project_type=4),
    }
    rows = {name: EnrollmentFactory(client=person, program=program) for name, program in programs.items()}

    with acting(assessor):
        exits.exit_enrollment(by=assessor, enrollment_id=rows["shelter"].pk, leaving=leaving)
        found = Enrollment.objects.exclude(exit_date=None)
        assert {row.pk for row in found} == {rows[name].pk for name in ended}
        assert {(row.exit_date, row.destination) for row in found} == {(leaving.exit_date, leaving.destination)}
        died = Client.objects.get(pk=person.pk).deceased_on
        assert died == (leaving.exit_date if leaving is DIED else None)


@pytest.mark.slow
def test_housing_is_left_through_its_referral_and_imported_housing_by_hand(assessor, person, agency):
    housing = ProgramFactory(agency=agency, project_type=3)
    made, imported = (EnrollmentFactory(client=person, program=housing, imported=flag) for flag in (False, True))
    with acting(assessor):
        with pytest.raises(Forbidden):
            exits.exit_enrollment(by=assessor, enrollment_id=made.pk, leaving=SHELTERED)
        exits.exit_enrollment(by=assessor, enrollment_id=imported.pk, leaving=SHELTERED)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_program_that_closed_exits_everybody_on_its_last_day(agency, person, as_worker):
    closed = ProgramFactory(agency=agency, project_type=0, ends_on=date(2025, 6, 30))
    going_on = ProgramFactory(agency=agency, project_type=0)
    stay = EnrollmentFactory(client=person, program=closed)
    EnrollmentFactory(client=person, program=going_on)
    job = Actor.system(stays.JOB, agency.continuum_id)

    with as_worker():
        assert stays.close_ended_programs(by=job, today=date(2025, 6, 30)) == 0
        assert stays.close_ended_programs(by=job, today=date(2025, 7, 1)) == 1
        assert stays.close_ended_programs(by=job, today=clock.today()) == 0

    with acting(staff(Role.ASSESSOR, agency)):
        stay.refresh_from_db()
        assert (stay.exit_date, stay.destination) == (date(2025, 6, 30), 30)
        assert Enrollment.objects.filter(exit_date=None).count() == 1
