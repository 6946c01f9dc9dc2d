"""Whoever's name a page shows, the log says so; what cannot be written down is not shown (security.md G6)."""

import pytest
from django.db import DatabaseError

from cas_portal.audit import record
from clients.models import HouseholdMember, Identity
from tests.factories.base import seeding
from tests.security.community import ADDRESSES, PERSONAL, browser_with, household

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def home():
    """A household of two, whose names are found nowhere else."""
    return household()


@pytest.fixture
def tokens(home):
    """Which client each word on a page gives away."""
    with seeding(home.client.continuum):
        member = HouseholdMember.objects.exclude(relationship=1).get(household__client=home.client)
        Identity.objects.filter(client_id=member.client_id).update(first_name="Plughfirst", last_name="Plughlast")
    return {**dict.fromkeys(PERSONAL, home.client.pk), "Plughfirst": member.client_id, "Plughlast": member.client_id}


@pytest.fixture
def logged(monkeypatch):
    """The clients written down so far."""
    noted: set[int] = set()
    real = record.log_act

    def note(kind, *, client_ids=(), **rest):
        noted.update(client_ids)
        real(kind, client_ids=client_ids, **rest)

    monkeypatch.setattr(record, "log_act", note)
    return noted


def test_every_page_that_names_a_client_says_so_to_the_log(home, tokens, logged):
    browser = browser_with(home.agency)
    silent, spoken = set(), set()
    for address in ADDRESSES:
        logged.clear()
        answer = browser.get(home.url(address))
        text = b"".join(answer).decode(errors="replace") if answer.status_code == 200 else ""
        named = {client_id for token, client_id in tokens.items() if token in text}
        spoken |= {address.name} if named else set()
        silent |= {(address.name, client_id == home.client.pk) for client_id in named - logged}
    assert len(spoken) > 15
    assert silent == set()


@pytest.mark.parametrize("address", ["clients:client", "today", "api:client", "referrals:desk"])
def test_what_cannot_be_written_down_is_not_shown(address, home, monkeypatch):
    def fail(*_args, **_kwargs):
        raise DatabaseError("the audit log is full")

    found = next(one for one in ADDRESSES if one.name == address)
    browser = browser_with(home.agency)
    browser.raise_request_exception = False
    url = home.url(found)
    assert any(token in browser.get(url).content.decode() for token in PERSONAL)
    monkeypatch.setattr(record, "log_act", fail)
    answer = browser.get(url)
    assert answer.status_code == 500
    assert not any(token in answer.content.decode() for token in PERSONAL)
