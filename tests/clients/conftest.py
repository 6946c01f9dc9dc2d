"""Two agencies, their people, and a client of the first."""

from datetime import date

import pytest

from cas_portal.access.roles import Role
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff
from tests.factories.clients import (
    ClientFactory,
    EnrollmentFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    IdentityFactory,
    cas_program,
)


@pytest.fixture
def agency(db):
    """The agency that enters clients."""
    return AgencyFactory(name="First Agency")


@pytest.fixture
def other_agency(agency):
    """Another agency of the same community."""
    return AgencyFactory(name="Second Agency", continuum=agency.continuum)


@pytest.fixture
def far_agency(db):
    """An agency of another community."""
    return AgencyFactory(name="Far Agency", continuum=ContinuumFactory(code="CA-999"))


@pytest.fixture
def assessor(agency):
    """An assessor of the first agency."""
    return staff(Role.ASSESSOR, agency)


@pytest.fixture
def partner(other_agency):
    """An assessor of the other agency."""
    return staff(Role.ASSESSOR, other_agency)


@pytest.fixture
def stranger(far_agency):
    """An assessor of another community."""
    return staff(Role.ASSESSOR, far_agency)


@pytest.fixture
def person(agency):
    """A named client of the first agency, without a release."""
    client = ClientFactory(agency=agency)
    IdentityFactory(client=client, first_name="Rosa", last_name="Example", phone="9165550100")
    return client


@pytest.fixture
def shared_person(agency):
    """A named client of the first agency, with a release."""
    client = ClientFactory(agency=agency, released=True)
    IdentityFactory(client=client, first_name="Marco", last_name="Shared")
    return client


@pytest.fixture
def program(agency):
    """The one CAS program."""
    return cas_program(agency)


@pytest.fixture
def family(person, agency, program):
    """Rosa (head), her partner and a child, enrolled in CAS since 2024; by name to their member rows."""
    household, rows = HouseholdFactory(client=person), {}
    for name, relationship, born in (("head", 1, 1985), ("partner", 3, 1984), ("child", 2, 2016)):
        one = person
        if name != "head":
            one = ClientFactory(agency=agency, birth_year=born)
            IdentityFactory(client=one, first_name=name.title(), birth_date=date(born, 2, 2))
        rows[name] = row = HouseholdMemberFactory(household=household, client=one, relationship=relationship)
        row.client, row.household = one, household
        EnrollmentFactory(client=one, household=household, program=program, relationship=relationship)
    return rows
