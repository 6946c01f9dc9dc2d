"""A record that was merged away: every address of it leads to the one that was kept, for those who see that one."""

import uuid

import pytest
from django.urls import reverse

from cas_portal.access.errors import Moved
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.models import Client, Note
from clients.services import merging
from clients.services.notes import add_note
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import ClientFactory, IdentityFactory, ReleaseFactory
from tests.matrix.expected import THROUGH_THE_LIST
from tests.security.community import ABOUT_A_THING, WORDS, browser_with, household, kind_of

OF_CLIENTS = [address for address in ABOUT_A_THING if any(kind_of(address, part) == "Client" for part in address.parts)]


@pytest.fixture
def home(db):
    return AgencyFactory(name="Home")


def merged_into(kept: Client, **made) -> Client:
    """A second record of the same person, merged away."""
    other = ClientFactory(agency=AgencyFactory(continuum=kept.continuum), **made)
    IdentityFactory(client=other)
    sysadmin = staff(Role.SYSADMIN, kept.agency)
    with acting(sysadmin):
        merging.merge(by=sysadmin, kept_id=kept.pk, other_id=other.pk)
    return other


@pytest.mark.slow
def test_every_address_leads_on(home):
    """Reading is led to the same address of the record that was kept; writing is refused with what was typed."""
    there = household(agency=home)
    other, browser, wrong = merged_into(there.client), browser_with(home), []
    for address in OF_CLIENTS:
        ids = {part: there.rows.get(kind_of(address, part), there.client).public_id for part in address.parts}
        away = {part: other.public_id if kind_of(address, part) == "Client" else one for part, one in ids.items()}
        kept, gone = (address.url(**found, **WORDS) for found in (ids, away))
        api = address.route.startswith("api/")
        answer = browser.get(gone)
        if answer.status_code == 405:
            answer = browser.post(gone, {"reason": "Typed by hand"})
            fits = answer.status_code == 409 and str(there.client.public_id) in answer.content.decode()
        else:
            fits = answer.status_code == (308 if api else 302) and answer.headers["Location"] == kept
        if not fits and address.name not in THROUGH_THE_LIST and browser.get(kept).status_code != 404:
            wrong.append((address.name, answer.status_code, answer.headers.get("Location")))
    assert len(OF_CLIENTS) > 60
    assert wrong == []


def test_who_does_not_see_the_kept_record_learns_nothing(home):
    kept = ClientFactory(agency=home)
    IdentityFactory(client=kept)
    other = merged_into(kept)
    stranger = signed_in(staff(Role.ASSESSOR, AgencyFactory(continuum=home.continuum)))
    for name in ("clients:client", "clients:edit_profile", "api:client"):
        for ask in (stranger.get, stranger.post):
            found, missing = (ask(reverse(name, args=[one])) for one in (other.public_id, uuid.uuid4()))
            assert found.status_code == missing.status_code and found.status_code in {404, 405}


def test_reader_of_a_released_record_is_led_on_and_told_once(home):
    """The wall hides a merged record from all but its agency; what it leads to is open to the reader."""
    kept = ClientFactory(agency=home)
    IdentityFactory(client=kept)
    ReleaseFactory(client=kept, valid_through="2099-01-01")
    other = merged_into(kept)
    reader = signed_in(staff(Role.ASSESSOR, AgencyFactory(continuum=home.continuum)))
    page = reader.get(reverse("clients:history", args=[other.public_id]) + "?kind=x", follow=True)
    assert page.redirect_chain == [(reverse("clients:history", args=[kept.public_id]) + "?kind=x", 302)]
    assert page.content.decode().count("was merged into this one") == 1
    assert "was merged" not in reader.get(reverse("clients:history", args=[kept.public_id])).content.decode()


def test_form_opened_before_keeps_what_was_typed(home):
    kept = ClientFactory(agency=home)
    IdentityFactory(client=kept)
    other = merged_into(kept)
    actor = staff(Role.ASSESSOR, home)
    answer = signed_in(actor).post(
        reverse("clients:new_note", args=[other.public_id]), {"text": "Prefers mornings", "once": str(uuid.uuid4())}
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Prefers mornings" in text and reverse("clients:client", args=[kept.public_id]) in text
    with acting(actor):
        assert not Note.objects.exists()


def test_service_that_held_the_client_is_told(home):
    """Found by a page, merged before the service locked it."""
    kept = ClientFactory(agency=home)
    IdentityFactory(client=kept)
    other, actor = merged_into(kept), staff(Role.ASSESSOR, home)
    with acting(actor), pytest.raises(Moved) as told:
        add_note(by=actor, client_id=other.pk, text="Late", happened_on=clock.today(), private=False)
    assert told.value.into == kept.public_id


def test_chain_leads_to_its_end_and_what_is_written_late_lands_there(home):
    last, middle = ClientFactory(agency=home), ClientFactory(agency=home)
    for client in (last, middle):
        IdentityFactory(client=client)
    first = merged_into(middle)
    sysadmin = staff(Role.SYSADMIN, home)
    with acting(sysadmin):
        merging.merge(by=sysadmin, kept_id=last.pk, other_id=middle.pk)
    answer = signed_in(sysadmin).get(reverse("clients:client", args=[first.public_id]))
    assert answer.url == reverse("clients:client", args=[last.public_id])
    assert ReleaseFactory(client=first).client_id == last.pk


def test_comparing_two_that_became_one_leads_to_it(home):
    kept = ClientFactory(agency=home)
    IdentityFactory(client=kept)
    other, browser = merged_into(kept), signed_in(staff(Role.SYSADMIN, home))
    for pair in ((kept, other), (other, kept)):
        answer = browser.get(reverse("clients:compare", args=[one.public_id for one in pair]), follow=True)
        assert answer.redirect_chain[-1][0] == reverse("clients:client", args=[kept.public_id])
