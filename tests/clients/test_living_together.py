"""Who lives together, when members' own records are closed to whoever asks."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cas_portal.access.roles import Role
from cas_portal.time.dates import age_on
from clients.household import CHILD, SELF, Member
from clients.models import HouseholdMember
from clients.services.living_together import belongings_of, key_of, people_with
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.base import seeding
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


def keys(home, on=TODAY):
    return [one.key for one in belongings_of(household_id=home.pk, on=on)]


def test_everybody_of_a_household_has_a_key_also_those_who_left(household, assessor):
    with acting(assessor):
        head, child = belongings_of(household_id=household.pk, on=TODAY)
        assert (head.member.relationship, child.member) == (SELF, Member(CHILD, stated_age=9))
        before = belongings_of(household_id=household.pk, on=date(2019, 12, 31))
        assert {one.key: one.member for one in before} == {head.key: None, child.key: None}
        assert not HouseholdMember.objects.filter(client__public_id__in=[head.key, child.key]).exists()


def test_a_client_whom_the_caller_sees_is_told_from_the_others_by_their_key(household, assessor, stranger):
    with seeding(household.continuum):
        child = household.members.get(relationship=CHILD)
    with acting(assessor):
        head, other = belongings_of(household_id=household.pk, on=TODAY)
        assert key_of(household_id=household.pk, client_id=household.client_id) == head.key != other.key
        assert key_of(household_id=household.pk, client_id=child.client_id) is None
        assert key_of(household_id=household.pk, client_id=0) is None
    with acting(stranger):
        assert key_of(household_id=household.pk, client_id=household.client_id) is None


def test_the_key_of_somebody_stays_theirs(household, assessor, agency):
    partner = ClientFactory(agency=agency, released=True, birth_year=1980)
    first = HouseholdMemberFactory(household=household, client=partner, relationship=3, joined_on=date(2021, 1, 1))
    with acting(assessor):
        known = keys(household)
        assert str(first.public_id) in known
        HouseholdMember.objects.filter(pk=first.pk).update(relationship=4)
        assert set(keys(household)) == set(known)
        HouseholdMember.objects.filter(pk=first.pk).update(left_on=date(2025, 8, 1))
        assert set(keys(household)) == set(known)
    HouseholdMemberFactory(household=household, client=partner, relationship=3, joined_on=TODAY)
    with acting(assessor):
        [again] = [one for one in belongings_of(household_id=household.pk, on=TODAY) if one.key == str(first.public_id)]
        assert again.member == Member(3, stated_age=45)
        assert set(keys(household)) == set(known)


def test_whoever_cannot_see_the_head_learns_no_key(household, stranger, agency, other_agency):
    with acting(stranger):
        assert keys(household) == []
    homes = []
    for head in (ClientFactory(agency=agency), ClientFactory(agency=agency, anonymous=True)):
        homes.append(HouseholdFactory(client=head))
        HouseholdMemberFactory(household=homes[-1], client=head)
    closed, survivor = homes
    with acting(staff(Role.ASSESSOR, other_agency)):
        assert keys(closed) == keys(survivor) == []
    with acting(staff(Role.SYSADMIN, other_agency)):
        assert (len(keys(closed)), keys(survivor)) == (1, [])
    with acting(staff(Role.VSP_ASSESSOR, agency)):
        assert len(keys(survivor)) == 1


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
