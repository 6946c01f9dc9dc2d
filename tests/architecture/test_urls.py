"""Each address says who may open it; nobody opens one without signing in; nobody learns of what is not theirs."""

import re
import uuid

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from cas_portal.access.markers import Access
from cas_portal.access.rls import Wall
from cas_portal.access.roles import MATRIX, Reach, Role
from tests.architecture.urls import addresses
from tests.architecture.world import NEVER_OF_A_SURVIVOR, our_models, row_about
from tests.clients.acting import signed_in
from tests.factories.accounts import AgencyFactory, ContinuumFactory, MembershipFactory, UserFactory, actor_for
from tests.factories.clients import ClientFactory, IdentityFactory
from tests.security.community import kind_of

ALL = addresses()
OURS = [address for address in ALL if not address.of_library and "(?P" not in address.route]
CLOSED = [address for address in OURS if not getattr(address.access, "public", False)]
WITH_ID = [address for address in CLOSED if address.parts]
NAMES = {"ids": lambda address: address.name}
METHODS = ("get", "post")
# What may be read by anybody on the internet. Adding a line here is a decision.
PUBLIC = {
    "livez", "readyz", "components", "component_page", "welcome", "help", "accessibility", "privacy", "service_worker",
    "grievances:file", "grievances:received", "accounts:accept", "accounts:no_role", "set_language", "no_connection",
}  # fmt: skip


@pytest.mark.parametrize("address", OURS, **NAMES)
def test_every_address_has_one_access_marker(address):
    assert isinstance(address.access, Access), f"{address.route} does not say who may open it"


def test_public_addresses_are_the_listed_ones():
    assert {address.name for address in OURS if address.access.public} <= PUBLIC


def test_regular_expression_routes_belong_to_libraries():
    assert [address.route for address in ALL if "(?P" in address.route and not address.of_library] == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", CLOSED, **NAMES)
@pytest.mark.parametrize("method", METHODS)
def test_anonymous_visitors_sign_in_first(address, method):
    answer = getattr(Browser(), method)(address.url())
    if address.route.startswith("api/"):
        assert answer.status_code == 401
    else:
        assert answer.status_code == 302
        assert answer.url.startswith("/accounts/login/")


@pytest.fixture
def home(db):
    """An agency with a client who signed nothing, and a row of every kind about them."""
    return AgencyFactory(name="Home")


def with_roles(agency, roles):
    """A person who holds these roles at an agency, so that no marker stands in the way."""
    user = UserFactory()
    held = [MembershipFactory(user=user, agency=agency, role=role) for role in roles]
    return actor_for(held[0])


def foreign_rows(agency, **traits) -> list:
    """A client, and a row of every kind about them."""
    client = ClientFactory(agency=agency, **traits)
    if not client.survivor:
        IdentityFactory(client=client)
    kinds = [model for model in our_models(Wall.CLIENT_ROW) if _named(model)]
    if client.survivor:
        kinds = [model for model in kinds if model.__name__ not in NEVER_OF_A_SURVIVOR]
    return [client, *(row_about(model, client) for model in kinds)]


def _named(model) -> bool:
    return model.__name__ != "Identity" and any(field.name == "public_id" for field in model._meta.fields)


def plain(answer: HttpResponse, public_id: uuid.UUID) -> tuple[int, str]:
    """The answer without what differs between any two answers: tokens, nonces, the id asked for."""
    text = answer.content.decode()
    text = re.sub(r'(csrfmiddlewaretoken" value|nonce|X-CSRFToken"?:?)\s*=?\s*"[^"]*"', "", text)
    for spelling in (str(public_id), public_id.hex):
        text = text.replace(spelling, "ID")
    return answer.status_code, text


# Sysadmins and auditors see every client of their community, survivors excepted (policy §10): for them those are tried.
FOREIGN = {
    "other agency": (tuple(role for role in Role if role not in {Role.SYSADMIN, Role.AUDITOR}), False, {}),
    "survivor": (tuple(Role), False, {"anonymous": True}),
    "other community": (tuple(Role), True, {}),
}


APPS = sorted({address.name.partition(":")[0] for address in WITH_ID})
PLACES = [pytest.param(where, app, id=f"{where}-{app}") for where in FOREIGN for app in APPS]


@pytest.mark.slow
@pytest.mark.parametrize(("where", "app"), PLACES)
def test_foreign_rows_answer_like_missing_ones(app, where, home):
    """Each address with the client, and with the kinds of rows its parts name."""
    told = []
    for browser, address, rows in strangers(app, where, home):
        fitting = {"Client", *(kind_of(address, part) for part in address.parts)}
        told += told_apart(browser, address, [row for row in rows if type(row).__name__ in fitting])
    assert told == []


@pytest.mark.drill
@pytest.mark.parametrize(("where", "app"), PLACES)
def test_foreign_rows_of_any_kind_answer_like_missing_ones(app, where, home):
    """Each address with every kind of row, whether it belongs there or not."""
    told = []
    for browser, address, rows in strangers(app, where, home):
        told += told_apart(browser, address, rows)
    assert told == []


def strangers(app, where, home):
    """Two from elsewhere with every role that has to be refused, the addresses they may open, and the rows.

    Two, because an auditor holds no other role.
    """
    refused, far, traits = FOREIGN[where]
    agency = AgencyFactory(name="Elsewhere", continuum=ContinuumFactory(code="CA-999") if far else home.continuum)
    rows = foreign_rows(home, **traits)
    workers, auditors = ([role for role in refused if (role is Role.AUDITOR) is so] for so in (False, True))
    for roles in filter(None, (workers, auditors)):
        browser = signed_in(with_roles(agency, roles))
        for address in WITH_ID:
            if address.name.startswith(f"{app}:") and open_to(address, roles):
                yield browser, address, rows


def open_to(address, roles) -> bool:
    """Whether one of the roles may open the address at all; the others are refused before anything is looked for."""
    asked = address.access.permissions
    return not asked or any(MATRIX[right][role] is not Reach.NONE for right in asked for role in roles)


def ask(browser, method, url):
    """A request as a browser makes it, or as a program does where the address is one of the API."""
    if method == "post" and url.startswith("/api/"):
        return browser.post(url, {}, content_type="application/json")
    return getattr(browser, method)(url)


def told_apart(browser, address, rows) -> list[str]:
    """The requests whose answer says that a row exists."""
    found = []
    for method in METHODS:
        nowhere = uuid.uuid4()
        missing = plain(ask(browser, method, address.url(**dict.fromkeys(address.parts, nowhere))), nowhere)
        if missing[0] not in {404, 405}:
            found.append(f"{method} {address.route}: {missing[0]} for what does not exist")
        for row in rows:
            answer = ask(browser, method, address.url(**dict.fromkeys(address.parts, row.public_id)))
            if plain(answer, row.public_id) != missing:
                found.append(f"{method} {address.route} with a {row._meta.model_name}: {answer.status_code}")
    return found
