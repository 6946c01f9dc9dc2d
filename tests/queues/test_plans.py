"""The list page reads along its index: no sort, whatever the size of the table."""

from datetime import date

import pytest
from django.db import connection, transaction

from cas_portal.access.binding import bind
from cas_portal.access.roles import Role
from cas_portal.ui.pagination import keyset_page
from queues import housing_list
from queues.housing_list import Filters
from queues.schemes import scheme
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db
DAY = date(2025, 9, 1)
INDEXES = {
    Filters(): "standing_housing_list",
    Filters(tier="PSH_READY"): "standing_psh_ready",
    Filters(evh=True): "standing_housing_list",
}


def plan(rows, keys) -> str:
    queryset = keyset_page_query(rows, keys)
    return queryset.explain()


def keyset_page_query(rows, keys):
    """What `keyset_page` asks the database for its first page."""
    return rows.order_by(*keys)[:51]


@pytest.mark.parametrize("filters", INDEXES, ids=str)
def test_the_page_uses_its_index(filters):
    ssf = staff(Role.SSF_ADMIN)
    with transaction.atomic(), bind(ssf), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")  # on a table this small a sort would cost nothing
        rows = housing_list.rows_for(ssf, filters, as_of=DAY, inactive_days=90)
        ordered, keys = housing_list.in_order(rows, scheme(""))
        found = plan(ordered, keys)
        assert keyset_page(ordered, keys=keys).rows == []
    assert INDEXES[filters] in found
    assert "Sort" not in found


def test_an_agency_reads_along_its_own_index():
    assessor = staff(Role.ASSESSOR)
    with transaction.atomic(), bind(assessor), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")  # on a table this small a sort would cost nothing
        rows = housing_list.rows_for(assessor, Filters(), as_of=DAY, inactive_days=90)
        found = plan(rows, ["listed_since", "client_id"])
        assert "standing_by_agency" in found, found
        assert "Sort" not in found
