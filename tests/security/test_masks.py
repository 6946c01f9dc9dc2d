"""Names, numbers and survivors on the pages of roles that must not read them."""

import pytest

from cas_portal.access.roles import Role
from tests.factories.accounts import AgencyFactory
from tests.security.community import ADDRESSES, PERSONAL, browser_with, household

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def pages(browser, home):
    """Every page and answer of the API that somebody may open about a household, by its name."""
    for address in ADDRESSES:
        answer = browser.get(home.url(address))
        if answer.status_code == 200:
            yield address.name, b"".join(answer).decode(errors="replace")


def given_away(shown, secrets) -> set:
    return {(name, secret) for name, text in shown for secret in secrets if secret in text}


@pytest.mark.parametrize("released", [True, False], ids=["released", "closed"])
def test_auditors_read_no_name(released):
    home = household(released=released)
    browser = browser_with(AgencyFactory(continuum=home.agency.continuum), Role.AUDITOR)
    shown = list(pages(browser, home))
    assert {"clients:client", "clients:contacts", "api:client", "today"} <= {name for name, _text in shown}
    assert given_away(shown, PERSONAL) == set()


def test_survivors_show_to_nobody_of_another_agency():
    home = household(survivor=True)
    browser = browser_with(AgencyFactory(continuum=home.agency.continuum), desk=False)
    secrets = (home.client.survivor_code, str(home.client.public_id))
    assert given_away(pages(browser, home), secrets) == set()


def test_names_show_to_those_who_need_them():
    """The proof that the tests above look at pages that name people."""
    home = household()
    assert len({name for name, _token in given_away(pages(browser_with(home.agency), home), PERSONAL)}) > 15
