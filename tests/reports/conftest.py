"""A community with three households on the list, ranked as the worker ranks them."""

from datetime import UTC, date, datetime

import pytest

from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.models import Identity
from queues.services import sweeps
from tests.database import as_worker
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.base import seeding
from tests.factories.clients import CaseManagerFactory
from tests.factories.queues import job, listed

TODAY = date(2025, 9, 1)
NOON = datetime(2025, 9, 1, 19, tzinfo=UTC)


@pytest.fixture
def today():
    """The business day of the tests, held."""
    with clock.freeze(NOON):
        yield TODAY


@pytest.fixture
def agency(transactional_db):
    """The agency whose caseload is looked at."""
    return AgencyFactory(name="First Agency")


@pytest.fixture
def other_agency(agency):
    """Another agency of the same community."""
    return AgencyFactory(name="Second Agency", continuum=agency.continuum)


@pytest.fixture
def assessor(agency):
    """A case manager."""
    return staff(Role.ASSESSOR, agency)


@pytest.fixture
def manager(agency):
    """Who leads the agency."""
    return staff(Role.AGENCY_MANAGER, agency)


def household(agency, name: str, **values: object):
    """Make a named household on the list."""
    client = listed(agency=agency, **values)
    with seeding(agency.continuum):
        Identity.objects.filter(client=client).update(first_name=name, last_name="Sample")
    return client


def rank(agency) -> None:
    """Rank everybody, as the worker does."""
    with as_worker():
        sweeps.sweep_dirty(by=job(agency.continuum_id), as_of=TODAY)


@pytest.fixture
def caseload_of_three(agency, other_agency, assessor, today):
    """Ada (the assessor's, fresh), Ben (expiring, no papers), Eve (another agency's, released)."""
    ada = household(agency, "Ada", hct_on=date(2025, 5, 1))
    ben = household(agency, "Ben", hct_on=date(2024, 6, 10), tier="NOT_READY", seen_on=date(2025, 3, 1))
    eve = household(other_agency, "Eve")
    CaseManagerFactory(client=ada, user_id=assessor.user_id)
    rank(agency)
    return ada, ben, eve
