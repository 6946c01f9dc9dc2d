"""Who lives together, when members' own records are closed to whoever asks."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cas_portal.access.roles import Role
from cas_portal.time.dates import age_on
from clients.household import CHILD, Member
from clients.models import HouseholdMember
from clients.services.living_together import people_with
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import ClientFactory, HouseholdFactory, HouseholdMemberFactory, IdentityFactory

TODAY = date(2025, 8, 5)
BORN = date(2015, 8, 6)


@pytest.fixture
def household(shared_person, other_agency):
    """A released head with a child whose own record another agency keeps closed."""
    home = HouseholdFactory(client=shared_person)
    HouseholdMemberFactory(household=home, client=shared_person)
    child = ClientFactory(agency=other_agency, birth_year=2015)
    IdentityFactory(client=child, birth_date=BORN)
    HouseholdMemberFactory(household=home, client=child, relationship=CHILD, joined_on=date(2020, 1, 1))
    return home


def people(home, on=TODAY):
    return people_with(household_id=home.pk, besides=home.client_id, on=on)


def test_a_closed_member_counts_with_age_and_relationship_alone(household, assessor):
    with acting(assessor):
        assert HouseholdMember.objects.filter(household=household, relationship=CHILD).count() == 0
        assert people(household) == [Member(CHILD, stated_age=9)]
        assert people(household, date(2025, 8, 6)) == [Member(CHILD, stated_age=10)]
        assert people(household, date(2019, 12, 31)) == []


def test_whoever_cannot_see_the_head_learns_nothing(household, stranger, owner_sql):
    with acting(stranger):
        assert people(household) == []
    closed = ClientFactory(agency=AgencyFactory(continuum=household.continuum))
    home = HouseholdFactory(client=closed)
    HouseholdMemberFactory(household=home, client=closed)
    with acting(staff(Role.ASSESSOR, household.agency)):
        assert people_with(household_id=home.pk, besides=None, on=TODAY) == []


def test_who_oversees_is_told_of_a_household_without_a_release(agency, other_agency, far_agency):
    """Sysadmins and auditors see its head, so what it makes is the same for them as for its own agency."""
    closed = ClientFactory(agency=agency)
    home = HouseholdFactory(client=closed)
    HouseholdMemberFactory(household=home, client=closed)
    child = ClientFactory(agency=agency, birth_year=2015)
    HouseholdMemberFactory(household=home, client=child, relationship=CHILD)
    for role in (Role.SYSADMIN, Role.AUDITOR):
        with acting(staff(role, other_agency)):
            assert [one.relationship for one in people(home)] == [CHILD]
        with acting(staff(role, far_agency)):
            assert people(home) == []


def test_a_survivors_household_is_counted_for_its_own_agency_alone(agency, other_agency):
    head, child = ClientFactory(agency=agency, anonymous=True), ClientFactory(agency=agency, anonymous=True)
    home = HouseholdFactory(client=head)
    HouseholdMemberFactory(household=home, client=head)
    HouseholdMemberFactory(household=home, client=child, relationship=CHILD)
    with acting(staff(Role.VSP_ASSESSOR, agency)):
        assert len(people(home)) == 1
    for role in (Role.SSF_ADMIN, Role.SYSADMIN, Role.AUDITOR):
        with acting(staff(role, other_agency)):
            assert people(home) == []


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    born=st.one_of(st.just(date(2004, 2, 29)), st.dates(date(1930, 1, 1), date(2024, 1, 1))),
    day=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
)
def test_the_database_counts_years_as_the_portal_does(db, born, day):
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(year FROM age(%s::date, %s::date))::integer", [day, born])
        assert cursor.fetchone()[0] == age_on(born, day)
