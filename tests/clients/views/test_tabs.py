"""The tabs of the client page: each opens by its address, shows what is there, and takes what people type."""

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.models import ContactMethod, Note, Place, Service
from clients.tabs import TABS
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import staff
from tests.factories.clients import (
    ClientFactory,
    ContactFactory,
    ContactMethodFactory,
    HandOffFactory,
    NoteFactory,
    PlaceFactory,
    ServiceFactory,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
ALL = [tab.name for tab in TABS]
FORMS = ["new_contact_method", "new_place", "new_note", "new_service"]


def address(client, name, *more):
    return reverse(f"clients:{name}", args=[client.public_id, *more])


def rows(actor, kind):
    with acting(actor):
        return list(kind.objects.visible_to(actor))


@pytest.fixture
def filled(shared_person):
    """A client with a row of every kind on the tabs."""
    for make in (ContactFactory, ContactMethodFactory, HandOffFactory, NoteFactory, PlaceFactory, ServiceFactory):
        make(client=shared_person)
    return shared_person


@pytest.mark.parametrize("name", [*ALL, *FORMS])
def test_a_tab_opens_empty_and_filled(name, assessor, person, filled):
    browser = signed_in(assessor)
    for client in (person, filled):
        page = browser.get(address(client, name))
        assert page.status_code == 200, page.content
    if name in ALL:
        assert page.content.decode().count('aria-current="page"') >= 1


def test_hidden_and_missing_tabs_are_alike(partner, stranger, person):
    for actor in (partner, stranger):
        browser = signed_in(actor)
        assert {browser.get(address(person, name)).status_code for name in [*ALL, *FORMS]} == {404}


def test_a_survivor_has_no_tab_that_finds_them(agency):
    client = ClientFactory(agency=agency, anonymous=True)
    vsp = staff(Role.VSP_ASSESSOR, agency)
    browser = signed_in(vsp)
    page = browser.get(address(client, "client")).content.decode()
    assert address(client, "notes") in page and address(client, "location") not in page
    assert "How to reach" not in browser.get(address(client, "contact")).content.decode()
    for name in ("new_contact_method", "new_place"):
        assert browser.get(address(client, name)).status_code == 403


def test_a_contact_says_what_may_be_left_behind(browser, assessor, person, key):
    typed = {"kind": "phone", "phone": "(916) 555-0123", "message": "name_only", "best_time": "Mornings", "once": key}
    for _click in range(2):
        assert browser.post(address(person, "new_contact_method"), typed).status_code == 302
    (made,) = rows(assessor, ContactMethod)
    assert (made.value, made.message) == ("9165550123", "name_only")
    page = browser.get(address(person, "contact")).content.decode()
    assert "Leave only a name and a number" in page and "Best time: Mornings" in page
    for _click in range(2):
        assert browser.post(address(person, "end_contact_method", made.public_id)).status_code == 302
    assert "Best time: Mornings" not in browser.get(address(person, "contact")).content.decode()


@pytest.mark.parametrize("kind", ["phone", "email", "person"])
def test_a_contact_without_what_makes_it_one_is_refused(browser, person, key, kind):
    typed = {"kind": kind, "message": "any", "once": key}
    assert browser.post(address(person, "new_contact_method"), typed).status_code == 422


def test_a_place_is_added_and_taken_back(browser, assessor, person, key):
    today = clock.today().isoformat()
    typed = {"place": "Invented River camp", "seen_on": today, "once": key}
    assert browser.post(address(person, "new_place"), typed | {"place": ""}).status_code == 422
    assert browser.post(address(person, "new_place"), typed).status_code == 302
    page = browser.get(address(person, "location")).content.decode()
    assert "Invented River camp" in page and "Location tab" in page
    (made,) = rows(assessor, Place)
    assert browser.post(address(person, "withdraw_place", made.public_id)).status_code == 302
    assert "Invented River camp" not in browser.get(address(person, "location")).content.decode()


def test_the_key_of_a_form_for_one_client_writes_nothing_about_another(browser, assessor, person, shared_person, key):
    typed = {"text": "Came by", "happened_on": clock.today().isoformat(), "readers": "all", "once": key}
    assert browser.post(address(shared_person, "new_note"), typed).status_code == 302
    assert browser.post(address(person, "new_note"), typed).status_code == 422
    (made,) = rows(assessor, Note)
    assert made.client_id == shared_person.pk


def test_a_private_note_shows_to_the_own_agency_only(browser, assessor, partner, shared_person, key):
    typed = {"text": "Only ours", "happened_on": clock.today().isoformat(), "readers": "agency", "once": key}
    assert browser.post(address(shared_person, "new_note"), typed | {"readers": ""}).status_code == 422
    for _click in range(2):
        assert browser.post(address(shared_person, "new_note"), typed).status_code == 302
    (made,) = rows(assessor, Note)
    for name in ("notes", "history"):
        assert "Only ours" in browser.get(address(shared_person, name)).content.decode()
        assert "Only ours" not in signed_in(partner).get(address(shared_person, name)).content.decode()
    assert "Note, my agency only" in browser.get(address(shared_person, "history")).content.decode()
    back = address(shared_person, "withdraw_row", made.public_id)
    assert signed_in(partner).get(back).status_code == 404
    assert browser.post(back, {"reason": ""}).status_code == 422
    assert browser.post(back, {"reason": "Wrong person"}).status_code == 302
    page = browser.get(address(shared_person, "notes")).content.decode()
    assert "Taken back: Wrong person" in page and "Only ours" not in page


def test_a_service_is_written_down(browser, assessor, person, key):
    typed = {"kind": "other", "detail": "", "given_on": clock.today().isoformat(), "once": key}
    assert browser.post(address(person, "new_service"), typed).status_code == 422
    assert browser.post(address(person, "new_service"), typed | {"detail": "Bus pass"}).status_code == 302
    (made,) = rows(assessor, Service)
    assert "Something else: Bus pass" in browser.get(address(person, "services")).content.decode()
    back = address(person, "withdraw_row", made.public_id)
    assert browser.post(back, {"reason": "Entered twice"}).status_code == 302
    assert "Taken back: Entered twice" in browser.get(address(person, "services")).content.decode()


def test_the_other_agency_takes_over(partner, assessor, shared_person, other_agency):
    made = HandOffFactory(client=shared_person, to_agency=other_agency)
    take = address(shared_person, "receive", made.public_id)
    assert signed_in(assessor).post(take).status_code == 403
    browser = signed_in(partner)
    assert take in browser.get(address(shared_person, "services")).content.decode()
    assert browser.post(take).status_code == 302
    assert "Taken over" in browser.get(address(shared_person, "services")).content.decode()


def test_a_filter_with_a_mistake_is_open_and_says_so(browser, person):
    wrong = browser.get(address(person, "history"), {"first": "2025-13-45"}).content.decode()
    right = browser.get(address(person, "history"), {"first": "2025-01-05"}).content.decode()
    assert "<title>Error:" in wrong and '<details class="filters__box" open>' in wrong
    assert "<title>Error:" not in right and '<details class="filters__box">' in right
