"""The by-name list at 100,000 heads of household: keeping its log, and reading a month."""

from datetime import date

import pytest
from django.db import transaction

from cas_portal.access.binding import bind
from cas_portal.access.roles import Role
from cas_portal.time.dates import add_months
from queues import by_name
from queues.models import ByNameEntry
from queues.models.by_name import Population
from queues.services import by_name as log
from queues.services import standing
from tests.bench.community import DAY, admin, empty, fill
from tests.database import as_worker
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import cas_program
from tests.factories.queues import job

pytestmark = [pytest.mark.bench, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SIZE, MONTHS = 100_000, 6
# The log is kept each night after every place was worked out, and takes less time than that.
NOTE_BUDGET = 1
MONTH_BUDGET = 4
# Of each survivor the newest row of the log is looked up.
SURVIVORS_BUDGET = 6


@pytest.fixture
def city(transactional_db):
    """Everybody ranked, with half a year of the log: who was not seen again becomes inactive in it."""
    lead = AgencyFactory()
    agencies = [AgencyFactory(continuum=lead.continuum).pk for _ in range(40)]
    fill(SIZE, continuum=lead.continuum_id, agencies=agencies, cas=cas_program(lead).pk)
    with as_worker(), transaction.atomic(), bind(job(lead.continuum_id)):
        standing.recompute_continuum(as_of=DAY, by=job(lead.continuum_id))
    for number in range(MONTHS):
        note(lead, add_months(DAY, number - MONTHS + 1))
    with admin() as database:
        database.execute("VACUUM ANALYZE queues_standing, queues_bynameentry")
    yield lead
    empty()


def note(lead, day: date) -> int:
    by = job(lead.continuum_id)
    with as_worker(), transaction.atomic(), bind(by):
        return log.note(by=by, as_of=day)


def places(lead) -> None:
    with as_worker(), transaction.atomic(), bind(job(lead.continuum_id)):
        assert standing.recompute_continuum(as_of=DAY, by=job(lead.continuum_id)).rows == 0


def test_keeping_the_log(city, ratio):
    assert note(city, DAY) == 0
    ratio(
        "by-name log of a quiet day / every place worked out",
        lambda: note(city, DAY),
        lambda: places(city),
        NOTE_BUDGET,
    )


def test_a_month(city, ratio):
    ssf = staff(Role.SSF_ADMIN, city, scas_desk=True)
    month = DAY.replace(day=1)
    with transaction.atomic(), bind(ssf):
        rows = ByNameEntry.objects.visible_to(ssf)
        assert rows.count() > SIZE

        def balances() -> None:
            assert by_name.balances(ssf, month)[0].population is Population.ALL

        def counted() -> None:
            rows.exclude(flow="").count()

        def survivors() -> None:
            assert by_name.survivors_at_end(ssf, month)

        ratio("balance of a month / one count of the log", balances, counted, MONTH_BUDGET)
        ratio("survivors at the end of a month / one count of the log", survivors, counted, SURVIVORS_BUDGET)
