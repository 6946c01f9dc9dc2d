"""What happened with one client among 100,000, against rows by key."""

import pytest
from django.db import transaction

from cas_portal.access.binding import bind
from cas_portal.access.roles import Role
from clients import history
from clients.models import Client, Contact
from tests.bench.community import admin, empty, fill
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import cas_program

pytestmark = [pytest.mark.bench, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SIZE = 100_000
BUSY = 77
# One page of the history reads one row of each of about twenty tables by an index.
HISTORY_BUDGET = 20
MUCH = """
INSERT INTO clients_contact (public_id, continuum_id, agency_id, client_id, wall_agency_id, wall_survivor,
       wall_shared_until, happened_on, kind, qualifying)
SELECT gen_random_uuid(), c.continuum_id, c.agency_id, c.id, c.agency_id, c.survivor, c.shared_until,
       DATE '2025-08-30' - n, 'check_in', true FROM clients_client c, generate_series(1, 500) n WHERE c.id = %s
"""


@pytest.fixture
def city(transactional_db):
    """Everybody, and a client with 500 contacts."""
    lead = AgencyFactory()
    agencies = [AgencyFactory(continuum=lead.continuum).pk for _ in range(40)]
    fill(SIZE, continuum=lead.continuum_id, agencies=agencies, cas=cas_program(lead).pk)
    with admin() as database:
        database.execute(MUCH, [BUSY])
        database.execute("VACUUM ANALYZE clients_contact")
    yield lead
    empty()


def test_pages_of_the_history(city, ratio):
    ssf = staff(Role.SSF_ADMIN, city)
    with transaction.atomic(), bind(ssf):
        client = Client.objects.visible_to(ssf).get(pk=BUSY)
        keys = list(Contact.objects.filter(client=client).order_by("-happened_on").values_list("pk", flat=True)[:50])
        first = history.page(ssf, client, history.Filters())
        assert len(first.rows) == 50 and first.next

        def by_key() -> None:
            assert len(Contact.objects.visible_to(ssf).filter(pk__in=keys)) == 50

        def page() -> None:
            history.page(ssf, client, history.Filters())

        def deeper() -> None:
            history.page(ssf, client, history.Filters(), first.next)

        ratio("history page / 50 contacts by key", page, by_key, HISTORY_BUDGET)
        ratio("next history page / first", deeper, page, 1.5)
