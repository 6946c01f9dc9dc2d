"""The checklist and the review."""

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.time import clock
from documents.kinds import Kind, State
from documents.models import DocumentItem
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff
from tests.factories.base import seeding
from tests.referrals import world as worlds
from tests.referrals.world import noon

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

FORM = {"basis": "original", "issued_on": "2025-08-01", "expires_on": "", "brought_by_client": "on"}


@pytest.fixture
def world(db):
    with clock.freeze(noon(2025, 9, 2)):
        yield worlds.build()


def address(world, name: str, *more) -> str:
    return reverse(f"documents:{name}", args=[world.client.public_id, *more])


def stored(world) -> DocumentItem:
    with seeding(world.client_agency.continuum):
        return DocumentItem.objects.get(client=world.client)


def test_the_checklist_names_what_is_missing_first(world, browser_of):
    page = browser_of(world.manager).get(address(world, "client"))

    assert page.status_code == 200
    assert "Photo ID" in page.content.decode()
    assert [paper["need"].missing for paper in page.context["papers"]] == [True] * 5


def test_a_case_manager_records_and_ssf_accepts(world, browser_of):
    record = address(world, "record", Kind.PHOTO_ID)
    manager, ssf = browser_of(world.manager), browser_of(world.ssf)

    assert manager.get(record).status_code == 200
    assert manager.post(record, {**FORM, "issued_on": "2026-01-01"}).status_code == 422
    assert manager.post(record, FORM, follow=True).status_code == 200
    item = stored(world)
    review = ssf.get(reverse("documents:review"))
    assert reverse("documents:accept", args=[item.public_id]) in review.content.decode()
    assert manager.post(reverse("documents:accept", args=[item.public_id])).status_code == 403
    answer = ssf.post(reverse("documents:accept", args=[item.public_id]), {"back": reverse("documents:review")})

    assert (answer.status_code, answer["Location"]) == (302, reverse("documents:review"))
    assert stored(world).state == State.ACCEPTED


def test_a_paper_is_returned_with_words(world, browser_of):
    browser_of(world.manager).post(address(world, "record", Kind.PHOTO_ID), FORM)
    ssf, url = browser_of(world.ssf), reverse("documents:return", args=[stored(world).public_id])

    assert ssf.get(url).status_code == 200
    assert ssf.post(url, {"reason": ""}).status_code == 422
    assert ssf.post(url, {"code": "unreadable", "reason": "The corner is cut off."}).status_code == 302
    assert stored(world).state == State.REJECTED
    assert (
        "It cannot be read: The corner is cut off."
        in browser_of(world.manager).get(address(world, "client")).content.decode()
    )


def test_asking_for_a_paper_is_noted(world, browser_of):
    url = address(world, "request", Kind.SSN_CARD)

    assert browser_of(world.manager).get(url).status_code == 405
    assert browser_of(world.manager).post(url).status_code == 302
    assert stored(world).state == State.REQUESTED


def test_a_link_to_elsewhere_is_not_followed(world, browser_of):
    url = address(world, "request", Kind.SSN_CARD)

    answer = browser_of(world.manager).post(url, {"back": "https://example.org/"})

    assert answer["Location"] == address(world, "client")


def test_who_sees_the_papers(world, browser_of):
    other = ContinuumFactory(code="CA-514", name="Elsewhere")
    continuum = world.client_agency.continuum
    url = address(world, "client")

    assert browser_of(world.housing).get(url).status_code == 404
    assert browser_of(staff(Role.ASSESSOR, AgencyFactory(continuum=other))).get(url).status_code == 404
    assert browser_of(staff(Role.CALL_CENTER, continuum=continuum)).get(url).status_code == 403
    assert browser_of(world.manager).get(address(world, "record", "PASSPORT")).status_code == 404


def test_the_program_reads_the_papers_of_a_household_referred_to_it(world, browser_of):
    world.sent()

    assert browser_of(world.housing).get(address(world, "client")).status_code == 200


def test_the_client_page_and_today_say_what_is_missing(world, browser_of):
    browser_of(world.manager).post(address(world, "record", Kind.PHOTO_ID), FORM)

    page = browser_of(world.manager).get(reverse("clients:client", args=[world.client.public_id]))
    assert address(world, "client") in page.content.decode()
    assert reverse("documents:review") in browser_of(world.ssf).get(reverse("today")).content.decode()
