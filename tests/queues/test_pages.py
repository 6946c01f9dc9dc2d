"""The pages of the lists, as each role sees them."""

import os
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cas_portal.access.binding import bind
from cas_portal.access.roles import Role
from cas_portal.accounts.models import User
from cas_portal.time import clock
from cas_portal.ui import pagination
from clients.models import Identity
from queues.panels import standing_panel
from tests.factories.accounts import AgencyFactory, ContinuumFactory, MembershipFactory, staff
from tests.factories.base import seeding
from tests.factories.clients import ContactFactory
from tests.factories.queues import listed
from tests.factories.referrals import OpeningFactory

pytestmark = pytest.mark.slow
DAY = date(2025, 9, 1)
LIST_QUERIES = 8
NOON = datetime(2025, 9, 1, 12, tzinfo=ZoneInfo("America/Los_Angeles"))


@pytest.fixture
def today():
    with clock.freeze(NOON):
        yield DAY


def name_of(person) -> str:
    """The full name, as the lists show it."""
    with seeding(person.continuum):
        found = Identity.objects.get(client=person)
    return f"{found.first_name} {found.last_name}"


class RequestStub:
    """What a panel asks of a request."""

    def __init__(self, actor) -> None:
        self.actor = actor


def sign_in(client, role, agency, **fields) -> User:
    user = MembershipFactory(role=role, agency=agency, **fields).user
    client.force_login(user, backend="cas_portal.accounts.backends.MembershipBackend")
    return user


@pytest.fixture
def lead(agency):
    return AgencyFactory(continuum=agency.continuum, name="Lead agency")


@pytest.fixture
def household(agency, settle, today):
    client = listed(agency=agency, score=8)
    settle(DAY)
    return client


def test_ssf_sees_the_order(client, household, lead):
    sign_in(client, Role.SSF_ADMIN, lead)
    page = client.get(reverse("queues:housing_list"))
    assert page.status_code == 200
    assert name_of(household) in page.content.decode()
    assert "EVH" in page.content.decode()


def test_an_assessor_sees_their_agency_without_score(client, household, lead):
    sign_in(client, Role.ASSESSOR, household.agency)
    text = client.get(reverse("queues:housing_list")).content.decode()
    assert name_of(household) in text
    assert "Score" not in text
    sign_in(client, Role.ASSESSOR, lead)
    assert name_of(household) not in client.get(reverse("queues:housing_list")).content.decode()


def test_why_shows_position_and_keys(client, household, lead):
    sign_in(client, Role.SSF_ADMIN, lead)
    text = client.get(reverse("queues:why", args=[household.public_id])).content.decode()
    assert "Position <strong>1</strong>" in text


def test_candidates_are_listed_and_selected(client, household, lead):
    sign_in(client, Role.SSF_ADMIN, lead)
    opening = OpeningFactory(program__agency=household.agency)
    assert name_of(household) in client.get(reverse("queues:candidates", args=[opening.public_id])).content.decode()
    select = reverse("queues:select", args=[opening.public_id, household.public_id])
    assert client.get(select).status_code == 200
    assert client.post(select).status_code == 302


def text_of(client, name, *args) -> str:
    return client.get(reverse(f"queues:{name}", args=args)).content.decode()


@pytest.mark.case("X11")
def test_a_client_who_did_not_release_is_masked_for_ssf(client, agency, settle, lead, today):
    hidden = listed(agency=agency, released=False)
    survivor = listed(agency=AgencyFactory(continuum=agency.continuum, is_vsp=True), survivor=True)
    settle(DAY)
    sign_in(client, Role.SSF_ADMIN, lead)
    text = text_of(client, "housing_list")
    assert text.count("Not open to you") == 2
    assert "Single adult" in text
    for secret in (name_of(hidden), survivor.survivor_code, agency.name, str(hidden.public_id)):
        assert secret not in text
    assert client.get(reverse("queues:why", args=[hidden.public_id])).status_code == 404
    opening = OpeningFactory(program__agency=agency)
    assert text_of(client, "candidates", opening.public_id).count("Not open to you") == 2
    assert client.post(reverse("queues:select", args=[opening.public_id, hidden.public_id])).status_code == 404


def test_the_scas_desk_sees_the_code(client, agency, settle, lead, today):
    survivor = listed(agency=AgencyFactory(continuum=agency.continuum, is_vsp=True), survivor=True)
    settle(DAY)
    sign_in(client, Role.SSF_ADMIN, lead, scas_desk=True)
    assert survivor.survivor_code in text_of(client, "housing_list")


def test_an_auditor_sees_masked_rows(client, household, lead):
    sign_in(client, Role.AUDITOR, lead)
    text = text_of(client, "housing_list")
    assert "Not open to you" in text
    assert name_of(household) not in text


@pytest.mark.parametrize("role", [Role.HOUSING_PROVIDER, Role.SYSADMIN])
def test_roles_without_the_list_are_refused(client, household, lead, role):
    sign_in(client, role, lead)
    assert client.get(reverse("queues:housing_list")).status_code == 403


def test_another_continuum_sees_nothing(client, household, today):
    elsewhere = AgencyFactory(continuum=ContinuumFactory(code="CA-600", name="Elsewhere"))
    sign_in(client, Role.SSF_ADMIN, elsewhere)
    text = text_of(client, "housing_list")
    assert "Nobody is on the housing list" in text
    assert "Not open to you" not in text
    assert client.get(reverse("queues:why", args=[household.public_id])).status_code == 404


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.AGENCY_MANAGER, Role.CALL_CENTER, Role.CAN_NAVIGATOR])
def test_nobody_but_ssf_sees_a_rank_or_score(client, household, role):
    sign_in(client, role, household.agency)
    text = text_of(client, "housing_list")
    assert "Score" not in text
    assert "EVH" not in text
    assert "Why this position" not in text
    assert client.get(reverse("queues:why", args=[household.public_id])).status_code == 403
    actor = staff(role, household.agency)
    with transaction.atomic(), bind(actor):
        panel = standing_panel(RequestStub(actor), household)
    assert panel.context["position"] is None


def test_the_filters_keep_what_they_say(client, household, agency, settle, lead):
    quiet = listed(agency=agency, score=3, tier="NOT_READY", seen_on=date(2025, 5, 1))
    settle(DAY)
    sign_in(client, Role.SSF_ADMIN, lead)
    expected = {
        "evh=yes": {household}, "evh=no": set(), "tier=PSH_READY": {household}, "tier=PH_READY": set(),
        "household_type=SINGLE_ADULT": {household}, "household_type=FAMILY": set(), "min_size=2": set(),
        "veteran=yes": set(), "chronic=no": {household}, "tay=yes": set(), "min_days=30": {household},
        "min_days=365": set(), "activity=INACTIVE": {quiet}, "referral=free": {household}, "referral=live": set(),
        "referral=parked": set(), "scheme=SCORE": {household}, "scheme=SCORE_LOT": {household}, "evh=x": {household},
    }  # fmt: skip
    for query, kept in expected.items():
        text = client.get(reverse("queues:housing_list") + f"?{query}").content.decode()
        for one in (household, quiet):
            assert (name_of(one) in text) == (one in kept), query


def test_pages_follow_the_order_by_key(client, agency, settle, lead, today, monkeypatch):
    names = [name_of(listed(agency=agency, score=score)) for score in (9, 8, 7, 6, 5)]
    settle(DAY)
    sign_in(client, Role.SSF_ADMIN, lead)
    monkeypatch.setattr(pagination, "SIZE", 2)
    monkeypatch.setattr(pagination.keyset_page, "__kwdefaults__", {"cursor": "", "size": 2})
    seen, url = [], reverse("queues:housing_list")
    while url:
        text = client.get(url).content.decode()
        seen += [name for name in names if f">{name}<" in text]
        following = re.search(r'rel="next" href="([^"]+)"', text)
        url = reverse("queues:housing_list") + following[1].replace("&amp;", "&") if following else ""
    assert seen == names


def test_the_list_takes_few_queries(client, household, lead):
    sign_in(client, Role.SSF_ADMIN, lead)
    client.get(reverse("queues:housing_list"))
    with CaptureQueriesContext(connection) as caught:
        client.get(reverse("queues:housing_list"))
    own = [one["sql"] for one in caught if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    # Session, user with memberships, context, settings; the page, its age, its count; the read log.
    assert len(own) <= LIST_QUERIES, own


def test_the_list_says_who_waits(client, household, lead):
    ContactFactory(client=household, happened_on=DAY)
    sign_in(client, Role.SSF_ADMIN, lead)
    assert "1 client waits to be ranked again" in text_of(client, "housing_list")


def test_changes_are_counted_and_rows_stay(client, household, lead):
    sign_in(client, Role.SSF_ADMIN, lead)
    changes = reverse("queues:changes")
    assert "1 change since" in client.get(changes, {"since": "2020-01-01T00:00:00+00:00"}).content.decode()
    assert client.get(changes, {"since": "2099-01-01T00:00:00+00:00"}).content.decode().strip() == ""
    assert client.get(changes, {"since": "nonsense"}).status_code == 200


def test_evh_by_hand(client, household, lead, settle):
    sign_in(client, Role.SSF_ADMIN, lead)
    url = reverse("queues:decide_evh", args=[household.public_id])
    late = {"evh": "no", "reason": "Mistaken answer", "ends_on": "2025-12-25"}
    assert "within 90 days" in client.post(url, late).content.decode()
    assert client.post(url, {**late, "ends_on": "2025-10-25"}).status_code == 302
    settle(DAY)
    text = text_of(client, "why", household.public_id)
    assert "Not extremely vulnerable by hand, through Oct 25, 2025" in text
    client.post(reverse("queues:end_evh", args=[household.public_id]))
    settle(DAY)
    assert "Decide on extreme vulnerability by hand" in text_of(client, "why", household.public_id)


def test_reading_the_list_is_logged(client, household, lead):
    sign_in(client, Role.SSF_ADMIN, lead)
    client.get(reverse("queues:housing_list"))
    assert ([household.pk], "queues:housing_list") in reads()


def reads() -> list[tuple]:
    server = os.environ["CAS_TEST_ADMIN_URL"].rpartition("/")[0]
    with psycopg.connect(f"{server}/{connection.settings_dict['NAME']}") as admin:
        return [tuple(row) for row in admin.execute("SELECT client_ids, purpose FROM audit.act WHERE kind = 'read'")]
