"""Walks every page of the portal as each role that may open it: `make pages` also keeps pictures of them.

A page is opened at 1280 and 360 px, with data, and where it lists things also with none; after that every form is
sent empty, and the error pages are looked at. An address without an example fails, so a new page joins by itself.
"""

import os
from unittest.mock import Mock

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client as Browser

from cas_portal.access.errors import Conflict, Invalid
from cas_portal.access.markers import Access
from cas_portal.access.roles import MATRIX, Role
from tests.architecture.urls import Address, addresses
from tests.browser import just_proved
from tests.walk.community import Community, kind_of
from tests.walk.inspector import Inspector

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
# One page at two addresses: without a name it is the HCT that is begun.
SAME_PAGE = {"assessments:start": "assessments:start_one"}
VISITOR = "visitor"
SOME = "CAS_PAGES"
MOST_TRIES, FEW_TRIES = 150, 12
EVERY_VALUE = {"section", "name", "versioned"}  # words in addresses that are visited one and all
# Addresses that answer GET, but not with a page.
NOT_PAGES = {
    "livez": "says that the process runs",
    "readyz": "says that the database is there",
    "service_worker": "a script",
    "queues:changes": "a fragment of the housing list",
    "notifications:open": "leads on to what the notice is about",
    "reports:download": "a file",
    "clients:summary_pdf": "a file",
    "accounts:training_calendar": "a file",
    "clients:release_paper": "a file",
    "assessments:plan_pdf": "a file",
    "assessments:copy_pdf": "a file",
    "assessments:version_fhir": "a file",
    "assessments:take_out_version": "a file",
    "assessments:fhir": "a file",
    "assessments:client_view": "shows itself while the screen is in a client's hands",
    "assessments:client_answers": "shows itself while the screen is in a client's hands",
    "assessments:client_questions": "shows itself while the screen is in a client's hands",
    "assessments:client_correction": "shows itself while the screen is in a client's hands",
    "assessments:take_back": "shows itself while the screen is in a client's hands",
    "accounts:no_role": "shows itself to people whose last role ended",
    "grievances:received": "shows itself to whoever filed; looked at with the pages of visitors",
}
SIGNED_OUT = ("/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/inactive/")
SIGNED_IN = (
    "/accounts/password/change/", "/accounts/reauthenticate/", "/accounts/sessions/", "/accounts/2fa/",
    "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/",
)  # fmt: skip
# What a page may raise, and the status of the page that says so.
ERRORS = (
    (SuspiciousOperation("A form with too many fields"), 400),
    (Conflict("Somebody answered this referral before you.", "See what they answered."), 409),
    (Invalid("The day must lie between the day they joined and today."), 422),
    (ZeroDivisionError("A fault of the portal"), 500),
)


@pytest.fixture
def community(transactional_db, live_server, settings):
    settings.DEMO = True
    return Community()


@pytest.fixture
def inspector(open_page, live_server):
    return Inspector(open_page, live_server.url)


def pages() -> list[Address]:
    """Every address that may be a page; while working on some, those whose name begins with a word of CAS_PAGES."""
    some = os.environ.get(SOME, "")
    return [
        address for address in addresses()
        if not address.of_library and not address.route.startswith("api/") and address.name not in NOT_PAGES
        and address.name.startswith(tuple(some.split(",")))
    ]  # fmt: skip


def roles_of(access: Access) -> list[Role | str]:
    """The roles the marker of a view admits; a public page is looked at by a visitor."""
    if access.public:
        return [VISITOR]
    if not access.permissions:
        return list(Role)
    return [role for role in Role if any(MATRIX[one][role] != "none" for one in access.permissions)]


def signed_in(user) -> Browser:
    browser = Browser()
    browser.force_login(user, backend="cas_portal.accounts.backends.MembershipBackend")
    session = browser.session
    session.update(just_proved(user))
    session.save()
    return browser


class Finder:
    """Finds, for one person, an address at which each page shows itself."""

    def __init__(self, community: Community) -> None:
        self.community = community
        self.browsers = {VISITOR: Browser()} | {role: signed_in(user) for role, user in community.people.items()}

    def shown(self, address: Address) -> dict[Role, list[str]] | None:
        """The addresses to look at as each role; None for a verb, which does not answer GET."""
        found: dict[Role, list[str]] = {}
        choices = [address.url(**parts) for parts in self.community.parts_to_try(address)]
        every = bool(EVERY_VALUE & {kind_of(address, name) for name, _converter in address.converters})
        for role in roles_of(address.access):
            tries = choices[:MOST_TRIES] if not any(found.values()) else self._few(choices, found)
            found[role] = []
            for url in tries:
                status = self.browsers[role].get(url).status_code
                if status == 405:
                    return None
                found[role] += [url] if status == 200 else []
                if found[role] and not every:
                    break
        return found

    @staticmethod
    def _few(choices: list[str], found: dict[Role, list[str]]) -> list[str]:
        """What another role was shown, and some from all over the list."""
        known = [urls[0] for urls in found.values() if urls]
        return list(dict.fromkeys([*known, *choices[:: len(choices) // FEW_TRIES + 1]]))


def test_every_page(community, inspector, monkeypatch):
    without = as_every_role(community, inspector)
    lists_with_nothing_on_them(community, inspector)
    pages_of_signing_in(community, inspector)
    error_pages(community, inspector, monkeypatch)
    inspector.finish()
    assert without == [], "No example shows these pages"


def as_every_role(community, inspector) -> list[str]:
    """Look at each page as each role; return the pages that nobody could be shown."""
    finder, without, forms = Finder(community), [], []
    for address in pages():
        shown = finder.shown(address)
        if shown is None:
            continue
        if not any(shown.values()):
            without.append(address.name)
        for role, urls in shown.items():
            for number, url in enumerate(urls):
                family = SAME_PAGE.get(address.name, address.name)
                inspector.look(community.people.get(role), url, f"{address.name}-{role}-{number}", family)
            if address.name == "component_page":  # its forms lead nowhere
                continue
            forms += [(role, url, f"sent-empty-{address.name}-{role}") for url in urls[:1]]
    send_every_form_once(community, inspector, forms)
    return without


def send_every_form_once(community, inspector, forms) -> None:
    """Send the form of each page empty, as the first role that saw it: what one form changes may close the next."""
    done = set()
    for role, url, name in forms:
        family = name.rpartition("-")[0]
        if family not in done:
            done.add(family)
            inspector.send_empty(community.people.get(role), url, name)


def lists_with_nothing_on_them(community, inspector) -> None:
    """Look at each page without parts in a community where nothing has happened."""
    for address in pages():
        if address.converters or address.access.public:
            continue
        for role in roles_of(address.access):
            if signed_in(community.newcomers[role]).get(address.url()).status_code == 200:
                inspector.look(community.newcomers[role], address.url(), f"empty-{address.name}-{role}", address.name)


def pages_of_signing_in(community, inspector) -> None:
    for url in SIGNED_OUT:
        inspector.look(None, url, f"account{url}", url)
    inspector.windows.pop(community.people[Role.ASSESSOR].pk, None)  # some ask again five minutes after the password
    for url in SIGNED_IN:
        inspector.look(community.people[Role.ASSESSOR], url, f"account{url}", url)


def error_pages(community, inspector, monkeypatch) -> None:
    assessor = community.people[Role.ASSESSOR]
    for error, status in ERRORS:
        monkeypatch.setattr("cas_portal.notifications.views.keyset_page", Mock(side_effect=error))
        inspector.look(assessor, "/notices/", f"error-{status}", status=status)
    monkeypatch.undo()
    inspector.look(assessor, "/documents/review/", "error-403", status=403)
    inspector.look(assessor, "/no/such/page/", "error-404", status=404)
    inspector.look(None, "/no/such/page/", "error-404-signed-out", "error-404", status=404)
