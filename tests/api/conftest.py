"""Programs that act for people of two agencies, and what there is to act on."""

from dataclasses import dataclass, field

import pytest
from django.test import Client as Browser

from cas_portal.access.actor import Actor
from cas_portal.access.roles import Role
from tests.clients.acting import signed_in
from tests.factories.accounts import AgencyFactory, staff

BASE = "/api/v1/"


@dataclass
class Program:
    """A program that acts for somebody signed in."""

    actor: Actor
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.browser = signed_in(self.actor)

    def get(self, path: str, **query: object):
        """Read."""
        return self.browser.get(BASE + path, query)

    def send(self, path: str, *, method: str = "post", headers: dict | None = None, **body: object):
        """Send a body as JSON."""
        call = getattr(self.browser, method)
        return call(BASE + path, body, content_type="application/json", headers=headers or {})


@pytest.fixture
def agency(db):
    """The agency that enters clients."""
    return AgencyFactory(name="First Agency")


@pytest.fixture
def acting_for(agency):
    """A function: a program that acts for a new person of a role at an agency."""

    def make(role: Role, at=None) -> Program:
        return Program(staff(role, at or agency))

    return make
