"""A Social Security number cannot be found out by trying: tries are counted and written down, whatever they find."""

import re
import uuid
from datetime import date

import pytest
from django.urls import reverse

from cas_portal.access.roles import Role
from clients.models import Client
from clients.sealing import seal, ssn_index
from clients.services import search
from clients.services.people import PossibleDuplicates, Profile, create_client
from clients.typed import Asked
from tests.clients.acting import acting, signed_in
from tests.clients.views.test_people import FILLED, NEW
from tests.factories.accounts import staff
from tests.factories.base import seeding
from tests.factories.clients import ClientFactory, IdentityFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NUMBER = "123456789"
BY_NUMBER = reverse("clients:find_by_ssn")
ACTS = "SELECT kind, purpose, client_ids FROM audit.act WHERE kind ~ '^(ssn|read)' ORDER BY id"


@pytest.fixture(autouse=True)
def keys(settings):
    settings.FIELD_KEYS = "1:" + "A" * 43 + "="
    settings.SSN_INDEX_KEY = "tests"


@pytest.fixture
def numbered(agency):
    client = ClientFactory(agency=agency)
    sealed = seal(NUMBER, column="ssn", client_id=client.pk, agency_id=agency.pk)
    IdentityFactory(
        client=client, first_name="Num", last_name="Bered", birth_date=date(1960, 1, 1), phone="",
        ssn_sealed=sealed, ssn_index=ssn_index(NUMBER), ssn_quality=1,
    )  # fmt: skip
    return client


def typed(**changes):
    return {**FILLED, "ssn": NUMBER, "ssn_quality": 1, "once": str(uuid.uuid4()), **changes}


def by_page(browser, **changes):
    return browser.post(NEW, typed(**changes))


def by_api(browser, **changes):
    """Programs name no number: they are shown who is called alike."""
    named = {"first_name": "Num", "last_name": "Bered", "name_quality": 1, **changes}
    header = {"Idempotency-Key": str(uuid.uuid4())}
    return browser.post("/api/v1/clients/", named, content_type="application/json", headers=header)


TRIED = ("ssn_lookup", "duplicates", [])


@pytest.mark.parametrize(("enter", "before"), [(by_page, [TRIED]), (by_api, [])])
def test_who_is_shown_as_a_possible_duplicate_is_written_down(enter, before, assessor, numbered, audit_log):
    answer = enter(signed_in(assessor))
    assert answer.status_code in {200, 409}
    assert str(numbered.public_id) in answer.content.decode()
    assert audit_log(ACTS) == [*before, ("read", "duplicates", [numbered.pk])]


@pytest.mark.parametrize(("enter", "before"), [(by_page, [TRIED]), (by_api, [])])
def test_what_was_tried_before_something_failed_is_written_down(enter, before, assessor, audit_log, monkeypatch):
    """Else whoever makes the rest fail could try for nothing."""
    monkeypatch.setattr("clients.services.people._fill_identity", lambda *given: 1 / 0)
    browser = signed_in(assessor)
    browser.raise_request_exception = False
    assert enter(browser).status_code == 500
    assert audit_log(ACTS) == [*before, ("read", "duplicates", [])]


@pytest.mark.parametrize("address", [NEW, BY_NUMBER])
def test_refused_tries_are_written_down(address, assessor, numbered, monkeypatch, audit_log):
    monkeypatch.setattr(search, "SSN_LOOKUPS_AN_HOUR", 0)
    answer = signed_in(assessor).post(address, typed())
    assert str(numbered.public_id) not in answer.content.decode()
    assert ("ssn_lookup_refused", "duplicates" if address == NEW else "search", []) in audit_log(ACTS)


def test_after_too_many_tries_nothing_is_said_about_numbers(assessor, agency, numbered, monkeypatch):
    monkeypatch.setattr(search, "SSN_LOOKUPS_AN_HOUR", 2)
    for guess in ("111111111", "222222222"):
        with acting(assessor):
            search.find_clients(by=assessor, asked=Asked(ssn=guess))
    assert by_page(signed_in(assessor)).status_code == 302
    with seeding(agency.continuum):
        assert Client.objects.count() == 2


def test_a_page_of_possible_duplicates_leaves_the_key_free(assessor, agency, numbered):
    browser, filled = signed_in(assessor), typed()
    page = browser.post(NEW, filled)
    assert b"may be here already" in page.content
    made = browser.post(NEW, {**filled, "different": page.context["different"]})
    again = browser.post(NEW, {**filled, "different": page.context["different"]})
    assert (made.status_code, made.url) == (302, again.url)
    with seeding(agency.continuum):
        assert Client.objects.count() == 2


def test_callers_who_may_be_here_already_are_written_down(agency, numbered, audit_log):
    browser = signed_in(staff(Role.CALL_CENTER, agency))
    begun = browser.post(reverse("assessments:calls"), {"callback": "916-555-0142", "once": str(uuid.uuid4())})
    where = begun.url.replace("/who/", "/new/")
    caller = {"first_name": "Num", "last_name": "Bered", "sharing": "no", "once": str(uuid.uuid4())}
    page = browser.post(where, caller)
    assert "may be here already" in page.content.decode()
    assert ("read", "duplicates", [numbered.pk]) in audit_log(ACTS)


def lookups(actor, numbers):
    found = 0
    for number in numbers:
        with acting(actor):
            found += bool(search.possible_duplicates(by=actor, name="", birth_date=None, phone="", ssn=number))
    return found


def test_numbers_that_end_alike_are_tried_only_a_few_times_a_day(assessor, numbered, partner, owner_sql):
    """The last four digits are shown on the client's page: what is left to guess are five."""
    guesses = [f"99900{number}"[-5:] + "6789" for number in range(100, 100 + search.ALIKE_A_DAY)]
    assert lookups(assessor, guesses) == 0
    assert lookups(assessor, [NUMBER]) == 0
    owner_sql("UPDATE audit.act SET at = at - interval '25 hours'")
    assert lookups(assessor, [NUMBER]) == 1


def test_tries_of_one_person_do_not_stop_another(assessor, agency, numbered):
    lookups(assessor, [f"{number}6789" for number in range(11111, 11111 + search.ALIKE_A_DAY)])
    assert lookups(staff(Role.ASSESSOR, agency), [NUMBER]) == 1


def test_the_hour_is_an_hour(assessor, numbered, monkeypatch, owner_sql):
    monkeypatch.setattr(search, "SSN_LOOKUPS_AN_HOUR", 1)
    lookups(assessor, ["111111111"])
    owner_sql("UPDATE audit.act SET at = at - interval '59 minutes'")
    assert lookups(assessor, [NUMBER]) == 0
    owner_sql("UPDATE audit.act SET at = at - interval '2 minutes'")
    assert lookups(assessor, [NUMBER]) == 1


def test_the_log_names_no_digit_of_what_was_tried(assessor, numbered, audit_log):
    by_page(signed_in(assessor))
    [(detail,)] = audit_log("SELECT detail::text FROM audit.act WHERE kind = 'ssn_lookup'")
    assert not re.search(r"6789|123456", detail)


def test_what_is_found_is_a_value_so_that_nothing_is_undone(assessor, numbered):
    profile = Profile(first_name="Quite", last_name="Different", name_quality=1, ssn=NUMBER, ssn_quality=1)
    with acting(assessor):
        made = create_client(by=assessor, profile=profile)
    assert isinstance(made, PossibleDuplicates)
    assert [found.client for found in made.found] == [numbered]
