"""The clock of the worked examples, and running the sweeps as the worker does."""

from collections.abc import Callable
from datetime import date

import pytest

from cas_portal.accounts.models import Agency
from queues.services import sweeps
from tests.database import as_worker
from tests.factories.accounts import AgencyFactory
from tests.factories.queues import job


@pytest.fixture
def agency(transactional_db) -> Agency:
    """An agency of the usual continuum."""
    return AgencyFactory()


@pytest.fixture
def settle(agency) -> Callable[[date], None]:
    """Work off everything that waits, on a day, under the worker's sign-in."""

    def run(day: date) -> None:
        with as_worker():
            while sweeps.sweep_dirty(by=job(agency.continuum_id), as_of=day):
                pass
            sweeps.sweep_deadlines_of_day(by=job(agency.continuum_id), as_of=day)

    return run


@pytest.fixture
def full(agency) -> Callable:
    """Run everybody, on a day, under the worker's sign-in."""

    def run(day: date):
        with as_worker():
            return sweeps.recompute_all(by=job(agency.continuum_id), as_of=day)

    return run
