"""The history of a client across agencies and floors, and the newest word about where they are."""

from datetime import date
from itertools import pairwise

import pytest
from django.urls import reverse

from assessments.models import Assessment
from cas_portal.access.roles import Role
from clients import history, locations
from clients.history import Category, Filters
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import staff
from tests.factories.assessments import AssessmentFactory, CEEventFactory, CurrentLivingSituationFactory
from tests.factories.clients import (
    ContactFactory,
    EnrollmentFactory,
    NoteFactory,
    PlaceFactory,
    ReleaseFactory,
    ServiceFactory,
)
from tests.factories.documents import DocumentItemFactory
from tests.referrals import world as worlds
from tests.referrals.world import on

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def busy(shared_person):
    """A client with something of every floor."""
    stay = EnrollmentFactory(
        client=shared_person, entry_date=date(2025, 1, 5), exit_date=date(2025, 6, 1), destination=116
    )
    given = {"client": shared_person, "enrollment": stay}
    AssessmentFactory(**given, assessed_on=date(2025, 2, 1))
    CurrentLivingSituationFactory(**given, information_date=date(2025, 2, 1))
    CEEventFactory(**given, event_date=date(2025, 2, 1))
    for day in (1, 1, 2, 3):
        ContactFactory(client=shared_person, happened_on=date(2025, 3, day))
    NoteFactory(client=shared_person, happened_on=date(2025, 3, 2))
    ServiceFactory(client=shared_person, given_on=date(2025, 3, 2))
    PlaceFactory(client=shared_person, seen_on=date(2025, 3, 2))
    ReleaseFactory(client=shared_person, signed_on=date(2025, 1, 4))
    DocumentItemFactory(client=shared_person)
    return shared_person


def walk(actor, client, filters=Filters(), size=3) -> list[history.Entry]:  # noqa: B008 - it is frozen
    """Every entry, a few to a page, there and back."""
    with acting(actor):
        pages = [history.page(actor, client, filters, size=size)]
        while pages[-1].next:
            pages.append(history.page(actor, client, filters, pages[-1].next, size))
        for before, page in pairwise(pages):
            assert history.page(actor, client, filters, page.previous, size).rows == before.rows
    return [entry for page in pages for entry in page]


@pytest.mark.parametrize(("kind", "told"), [("cls", 0), ("assessment", 0), ("check_in", 1)])
def test_a_contact_is_told_once_by_what_made_it(assessor, shared_person, kind, told):
    ContactFactory(client=shared_person, kind=kind, happened_on=date(2025, 3, 1))
    assert [entry.source for entry in walk(assessor, shared_person)].count("contact") == told


def test_pages_tell_everything_once_newest_first(assessor, busy):
    found = walk(assessor, busy)

    assert len({(entry.source, entry.pk) for entry in found}) == len(found) >= 14
    assert [entry.on_day for entry in found] == sorted((entry.on_day for entry in found), reverse=True)
    assert {entry.source for entry in found} >= {
        "assessment", "ce_event", "contact", "entry", "exit", "living_situation", "note", "paper", "paper_accepted",
        "place", "release", "service",
    }  # fmt: skip
    assert all(entry.words[0] for entry in found)


def test_one_statement_reads_all_sources(assessor, busy, django_assert_num_queries):
    with acting(assessor), django_assert_num_queries(1):
        history.page(assessor, busy, Filters())


def test_filters_keep_what_they_say(assessor, partner, busy, other_agency):
    NoteFactory(client=busy, agency=other_agency, happened_on=date(2025, 4, 1))
    assert {entry.source for entry in walk(assessor, busy, Filters(category=Category.NOTES))} == {"note"}
    assert {entry.source for entry in walk(assessor, busy, Filters(source="contact"))} == {"contact"}
    assert [entry.source for entry in walk(assessor, busy, Filters(agency_id=other_agency.pk))] == ["note"]
    days = {e.on_day for e in walk(assessor, busy, Filters(first=date(2025, 3, 1), last=date(2025, 3, 2)))}
    assert days == {date(2025, 3, 1), date(2025, 3, 2)}
    with acting(assessor):
        assert history.agencies(assessor, busy) == sorted({busy.agency_id, other_agency.pk})


def test_a_damaged_cursor_gives_the_first_page(assessor, busy):
    with acting(assessor):
        first = history.page(assessor, busy, Filters())
        assert history.page(assessor, busy, Filters(), "made up").rows == first.rows


def test_the_page_filters_and_never_tells_a_score(assessor, busy):
    browser = signed_in(assessor)
    address = reverse("clients:history", args=[busy.public_id])
    page = browser.get(address).content.decode()
    assert "Housing Conversation Tool" in page and "Document" not in page.split("<main")[0]
    for word in ("score", "Score", "EVH", "rank"):
        assert word not in page.split("<main")[1]
    kept = browser.get(address, {"source": "service"}).content.decode()
    assert "Help with papers" in kept
    assert "Nothing recorded in this range" in browser.get(address, {"first": "2031-01-01"}).content.decode()
    assert browser.get(address, {"agency": "x", "first": "never"}).status_code == 200


def test_a_housing_provider_reads_no_papers_it_may_not_see_and_only_its_own_referrals(db):
    world = worlds.build()
    with on(2025, 9, 2):
        world.sent()
    other = staff(Role.HOUSING_PROVIDER, continuum=world.client_agency.continuum)
    seen = walk(world.housing, world.client, Filters(category=Category.REFERRALS))
    assert next(entry.words[0] for entry in seen) == "Sent to the housing provider"
    assert walk(other, world.client, Filters(category=Category.REFERRALS)) == []
    address = reverse("clients:history", args=[world.client.public_id])
    assert signed_in(other).get(address).status_code == 404


@pytest.mark.case("X22")
def test_the_newest_of_three_sources_wins_and_says_where_it_comes_from(assessor, busy):
    given = {"client": busy, "enrollment": EnrollmentFactory(client=busy)}
    CurrentLivingSituationFactory(**given, information_date=date(2025, 8, 1), location="Invented Street")
    AssessmentFactory(
        **given, kind=Assessment.Kind.CRISIS, assessed_on=date(2025, 8, 2), answers={"CLS10": "Invented Bridge"}
    )
    place = PlaceFactory(client=busy, seen_on=date(2025, 8, 3), place="Invented Park")

    with acting(assessor):
        found = locations.locations(assessor, busy)
        assert [(one.source, one.place) for one in found[:3]] == [
            ("tab", "Invented Park"), ("crisis", "Invented Bridge"), ("cls", "Invented Street"),
        ]  # fmt: skip
        assert locations.current_location(assessor, busy).label == "Location tab"
        type(place).objects.filter(pk=place.pk).update(withdrawn_at="2025-08-04T12:00Z")
        assert locations.current_location(assessor, busy).label == "Crisis Assessment"
