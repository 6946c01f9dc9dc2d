"""What comes with a request but is no right: tokens, headers, addresses to go to next, old sessions."""

import re

import pytest
from django.test import Client as Browser

from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from clients.models import Client, Contact
from tests.architecture.urls import addresses
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, MembershipFactory, UserFactory, staff
from tests.factories.clients import ClientFactory, IdentityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OURS = [address for address in addresses() if not address.of_library and "(?P" not in address.route]
ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "http:evil.example"]
PASSWORD = "a long and plain pass phrase"


@pytest.fixture
def person():
    made = UserFactory(email="somebody@example.org")
    made.set_password(PASSWORD)
    made.save()
    MembershipFactory(user=made, role=Role.ASSESSOR)
    return made


def sign_in(browser: Browser, **more: str):
    return browser.post("/accounts/login/", {"login": "somebody@example.org", "password": PASSWORD, **more})


def knock(browser, url) -> int:
    """The status of a POST without a token, in the form the address reads."""
    if url.startswith("/api/"):
        return browser.post(url, {"a": "b"}, content_type="application/json").status_code
    return browser.post(url, {"a": "b"}).status_code


def test_every_post_needs_the_token(person):
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(pk=person.pk), backend="cas_portal.accounts.backends.MembershipBackend")
    let_in = [address.name for address in OURS if knock(browser, address.url()) not in {403, 405}]
    assert let_in == []


@pytest.mark.parametrize("where", ELSEWHERE)
def test_signing_in_leads_nowhere_else(where, person):
    assert sign_in(Browser(), next=where).url == "/"


@pytest.mark.parametrize("where", ELSEWHERE)
def test_back_of_a_paper_leads_nowhere_else(where):
    actor = staff(Role.ASSESSOR)
    client = ClientFactory(agency_id=actor.agency_ids[0], continuum_id=actor.continuum_id)
    own = f"/documents/clients/{client.public_id}/PHOTO_ID/record/"
    page = signed_in(actor).get(own, {"back": where})
    assert page.status_code == 200
    # The page itself is where the choice of a language leads back to; nothing on it leads to the other place.
    shown = re.sub(rf'(?<=value="){own}\?back=[^"]*(?=")', "", page.content.decode())
    assert "evil.example" not in shown
    assert "javascript:" not in shown


def test_signing_in_gives_a_new_session_and_a_new_token(person):
    browser = Browser()
    browser.get("/accounts/login/")
    session = browser.session
    session["kept"] = "by the attacker"
    session.save()
    before = session.cookie
    browser.cookies["sessionid"] = before
    sign_in(browser)
    assert browser.cookies["sessionid"].value != before


def test_a_lost_membership_is_lost_at_the_next_request():
    actor = staff(Role.ASSESSOR)
    browser = signed_in(actor)
    assert browser.get("/clients/").status_code == 200
    User.objects.get(pk=actor.user_id).memberships.update(starts_at="2099-01-01T00:00:00Z")
    assert browser.get("/clients/").status_code == 302
    User.objects.filter(pk=actor.user_id).update(is_active=False)
    assert browser.get("/clients/").status_code == 302


@pytest.mark.parametrize("header", ["HX-Request", "HX-Boosted", "HX-Target", "HX-Current-URL", "X-Original-URL"])
def test_headers_give_no_right(header):
    client = ClientFactory(agency=AgencyFactory(name="Other"))
    IdentityFactory(client=client, first_name="Xyzzyname")
    browser = signed_in(staff(Role.ASSESSOR))
    answer = browser.get(f"/clients/{client.public_id}/", headers={header: "true"})
    assert answer.status_code == 404
    assert b"Xyzzyname" not in answer.content
    anonymous = Browser().get(f"/clients/{client.public_id}/", headers={header: "true"})
    assert anonymous.status_code in {302, 401}


def test_unknown_hosts_are_refused(settings):
    settings.ALLOWED_HOSTS = ["portal.example"]
    assert Browser().get("/accounts/login/", headers={"host": "evil.example"}).status_code == 400
    answer = Browser().get("/accounts/login/", headers={"host": "portal.example", "x-forwarded-host": "evil.example"})
    assert b"evil.example" not in answer.content


def test_a_method_in_the_body_is_not_a_method():
    actor = staff(Role.ASSESSOR)
    client = ClientFactory(agency_id=actor.agency_ids[0], continuum_id=actor.continuum_id)
    answer = signed_in(actor).get(f"/clients/{client.public_id}/", headers={"x-http-method-override": "DELETE"})
    assert answer.status_code == 200


def test_hidden_fields_choose_no_agency_client_or_author():
    actor, other = staff(Role.ASSESSOR), staff(Role.ASSESSOR)
    client = ClientFactory(agency_id=actor.agency_ids[0], continuum_id=actor.continuum_id)
    hidden = ClientFactory(agency_id=other.agency_ids[0], continuum_id=other.continuum_id)
    body = {
        "once": "5d5c1d3c-6f1a-4c0e-9a60-3a8f6b0f6f11", "kind": "confirmed",
        "happened_on_0": "1", "happened_on_1": "5", "happened_on_2": "2026",
        "agency": other.agency_ids[0], "agency_id": other.agency_ids[0], "client": hidden.pk, "client_id": hidden.pk,
        "created_by": other.user_id, "created_by_id": other.user_id, "continuum_id": 999,
        "wall_shared_until": "2099-01-01",
    }  # fmt: skip
    assert signed_in(actor).post(f"/clients/{client.public_id}/contacts/new/", body).status_code == 302
    with acting(other):
        assert not Contact.objects.exists()
    with acting(actor):
        row = Contact.objects.get()
    assert (row.client_id, row.agency_id, row.created_by_id) == (client.pk, actor.agency_ids[0], actor.user_id)


def test_new_client_is_not_entered_for_an_agency_one_does_not_belong_to():
    actor, other = staff(Role.ASSESSOR), staff(Role.ASSESSOR)
    body = {
        "once": "5d5c1d3c-6f1a-4c0e-9a60-3a8f6b0f6f12", "first_name": "Ida", "last_name": "Invented",
        "name_quality": "1",
        "dob_quality": "99", "ssn_reason": "99", "veteran_status": "99", "sex": "99",
        "agency": other.agency_ids[0], "survivor": "on", "shared_until": "2099-01-01",
        "survivor_code": "SV-2026-000001",
    }  # fmt: skip
    assert signed_in(actor).post("/clients/new/", body).status_code == 302
    with acting(actor):
        made = Client.objects.get()
    assert (made.agency_id, made.survivor, made.shared_until) == (actor.agency_ids[0], False, None)
