"""Where to go on is asked for by forms: nothing that is sent leads to another host, to another act, or to an error."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from cas_portal.access.roles import Role
from documents.kinds import Kind
from tests.accounts.conftest import PASSWORD, with_password
from tests.clients.acting import signed_in
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import ClientFactory, IdentityFactory

pytestmark = pytest.mark.django_db
HOSTILE = [
    "x", "NaN", "²", "account_logout", "accounts:looks", '{"next": "/"}', "[]", "None", "-1", "",
    "//example.org/", "///example.org", "/\\example.org", "\\\\example.org", "https://example.org/",
    "javascript:alert(1)",
    "//[", "http://[::1", "\t//example.org", "/\t/example.org", "/\x00", "." * 4000, "today",
]  # fmt: skip


def stays(answer) -> bool:
    """Whether a browser that follows the answer is still on this portal, at a page and not at what was sent."""
    where = answer["Location"]
    return where.startswith("/") and not where.startswith(("//", "/\\")) and "example.org" not in where


@pytest.mark.parametrize("sent", HOSTILE)
def test_choosing_a_language_leads_nowhere_else(sent):
    answer = Browser().post(reverse("set_language"), {"language": "es", "next": sent})
    assert answer.status_code == 302
    assert stays(answer) and "logout" not in answer["Location"]


def test_choosing_a_language_leads_back():
    answer = Browser().post(reverse("set_language"), {"language": "es", "next": "/people/?q=a b&x=²"})
    assert answer["Location"].startswith("/people/?q=a")


@pytest.mark.slow
@pytest.mark.parametrize("sent", HOSTILE)
def test_signing_in_and_out_lead_nowhere_else(sent):
    person = with_password(staff(Role.ASSESSOR, AgencyFactory()))
    browser = Browser()
    answer = browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD, "next": sent})
    assert answer.status_code == 302
    assert stays(answer) and "logout" not in answer["Location"]
    assert stays(browser.post("/accounts/logout/", {"next": sent}))


@pytest.mark.slow
@pytest.mark.parametrize("sent", HOSTILE)
def test_buttons_about_papers_lead_nowhere_else(sent):
    client = ClientFactory()
    IdentityFactory(client=client)
    browser = signed_in(staff(Role.ASSESSOR, client.agency))
    record = reverse("documents:record", args=[client.public_id, Kind.PHOTO_ID])
    home = reverse("documents:client", args=[client.public_id])
    answer = browser.post(reverse("documents:request", args=[client.public_id, Kind.PHOTO_ID]), {"back": sent})
    assert (answer.status_code, answer["Location"]) == (302, home)
    assert f'href="{home}"' in browser.get(record, {"back": sent}).content.decode()
