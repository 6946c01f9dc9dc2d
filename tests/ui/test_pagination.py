"""Pages by key, walked forth and back over rows with equal values."""

import pytest

from cas_portal.accounts.models import Agency
from cas_portal.ui.pagination import BoundedCount, count_up_to, keyset_page
from tests.factories.accounts import AgencyFactory, ContinuumFactory

NAMES = ["Ash", "Birch", "Birch", "Birch", "Cedar", "Elm", "Fir"]


@pytest.fixture
def agencies(db):
    continuum = ContinuumFactory()
    made = [AgencyFactory(continuum=continuum, name=name) for name in NAMES]
    return Agency.objects.filter(pk__in=[agency.pk for agency in made])


def walk(queryset, keys, size=2):
    cursor, seen = "", []
    while True:
        page = keyset_page(queryset, keys=keys, cursor=cursor, size=size)
        seen.append(page)
        if not page.next:
            return seen
        cursor = page.next


@pytest.mark.parametrize("keys", [("name", "id"), ("-name", "id"), ("name", "-id"), ("-name", "-id")])
def test_walk_sees_every_row_once_in_order(agencies, keys):
    pages = walk(agencies, keys)

    assert [row.pk for page in pages for row in page] == list(agencies.order_by(*keys).values_list("pk", flat=True))
    assert [len(page) for page in pages] == [2, 2, 2, 1]


@pytest.mark.parametrize("keys", [("name", "id"), ("-name", "id")])
def test_way_back_shows_the_same_pages(agencies, keys):
    forth = walk(agencies, keys)
    back = [forth[-1]]
    while back[-1].previous:
        back.append(keyset_page(agencies, keys=keys, cursor=back[-1].previous, size=2))

    flat = [[row.pk for row in page] for page in forth]
    assert [row.pk for page in reversed(back) for row in page] == [pk for page in flat for pk in page]
    assert not back[-1].previous


def test_first_page_has_nothing_before_it(agencies):
    page = keyset_page(agencies, keys=("name", "id"), size=3)

    assert page.next
    assert not page.previous


def test_row_removed_in_between_moves_nothing(agencies):
    first = keyset_page(agencies, keys=("name", "id"), size=2)

    rest = keyset_page(agencies.exclude(pk=first.rows[-1].pk), keys=("name", "id"), cursor=first.next, size=2)

    assert [row.name for row in rest] == ["Birch", "Birch"]


@pytest.mark.parametrize("cursor", ["rubbish", "a:b:c", "eyJ4IjoxfQ:1aaaaa:xxxxxxxx"])
def test_damaged_cursor_gives_the_first_page(agencies, cursor):
    assert keyset_page(agencies, keys=("name", "id"), cursor=cursor, size=2).rows[0].name == "Ash"


def test_cursor_of_another_order_gives_the_first_page(agencies):
    cursor = keyset_page(agencies, keys=("name", "id"), size=2).next

    assert keyset_page(agencies, keys=("-name", "id"), cursor=cursor, size=2).rows[0].name == "Fir"


def test_page_costs_one_query(agencies, django_assert_num_queries):
    cursor = keyset_page(agencies, keys=("name", "id"), size=2).next

    with django_assert_num_queries(1):
        keyset_page(agencies, keys=("name", "id"), cursor=cursor, size=2)


def test_empty_list(agencies):
    page = keyset_page(agencies.none(), keys=("name", "id"))

    assert not page
    assert (page.next, page.previous) == ("", "")


@pytest.mark.parametrize(("limit", "shown"), [(3, "3+"), (6, "6+"), (7, "7"), (100, "7")])
def test_count_stops_at_the_limit(agencies, limit, shown):
    assert str(count_up_to(agencies, limit)) == shown


def test_count_is_written_with_a_comma():
    assert str(BoundedCount(1000, more=True)) == "1,000+"
