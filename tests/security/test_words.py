"""What people wrote, and where a client is, on the pages of those who see clients masked: nowhere (policy §10)."""

import json
import re
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import models
from django.urls import reverse

from assessments.plans.content import SMART, Content, Goal, Step, Supporter
from cas_portal.access.rls import Wall
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients import pdf
from clients.models import HouseholdMember
from reports.caseload import Wanted, caseload, present
from tests import database
from tests.architecture.world import our_models, row_about
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import AssessmentFactory
from tests.factories.base import seeding
from tests.security.community import ADDRESSES, browser_with, household
from tests.security.test_catalogue import CODES, NOT_TYPED

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NOON = datetime(2026, 1, 5, 20, tzinfo=UTC)
OPEN_TO_AUDITORS = {
    "clients:notes", "clients:location", "clients:contact", "clients:services", "clients:history", "clients:summary",
    "clients:changes", "assessments:events", "api:notes", "api:locations", "api:contact_methods", "api:history",
}  # fmt: skip
TOKEN = re.compile(r"Zq\d+x")
# Rows that were taken back, voided or settled show the reason in place of what they said.
ENDED = ("voided_at", "withdrawn_at", "resolved_at")
TEXT_ITEMS = ("CLS10", "CLS11", "CLS06", "VB13", "CR04", "CR07", "HC23", "AH09")


def typed(model: type[models.Model]) -> list[models.Field]:
    """The columns people write into: no choices from a list, no codes, nothing the portal worked out."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
        and not field.name.endswith("_code")
        and field.name not in NOT_TYPED
        and (model._meta.db_table, field.name) not in CODES
    ]


class Written:
    """Fills every column people write into with a word of its own, and knows where each word stands."""

    def __init__(self) -> None:
        self.places: list[str] = []
        self.left_out: set[str] = set()

    def word(self, place: str) -> str:
        self.places.append(place)
        return f"Zq{len(self.places) - 1}x"

    def place_of(self, word: str) -> str:
        return self.places[int(word[2:-1])]

    def fill(self, admin: psycopg.Connection, model: type[models.Model], client_ids: list[int], *, ended: bool) -> None:
        """Write a word into every column; one that a constraint keeps empty of such a row is noted as left out."""
        table = model._meta.db_table
        if ended:
            for name in {field.column for field in model._meta.concrete_fields} & set(ENDED):
                sets = f"{name} = now(), {name.removesuffix('_at')}_by_id = (SELECT min(id) FROM accounts_user)"
                self._run(admin, f"UPDATE {table} SET {sets}", client_ids)
        for field in typed(model):
            place = f"{table}.{field.name}"
            if not self._run(admin, f"UPDATE {table} SET {field.column} = {self._value(field, place)}", client_ids):
                self.left_out.add(place)

    def _value(self, field: models.Field, place: str) -> str:
        if not isinstance(field, models.JSONField):
            return f"'{self.word(place)}'"
        if field.name == "content":
            return f"'{json.dumps(self._plan(place))}'"
        if field.name == "answers":
            return f"answers || '{json.dumps({key: self.word(f'{place} {key}') for key in TEXT_ITEMS})}'"
        return field.column

    def _plan(self, place: str) -> object:
        said = {name: self.word(f"{place} {name}") for name in ("text", "barriers", "notes", *SMART)}
        step = Step(text=self.word(f"{place} step"), owner=self.word(f"{place} owner"))
        helper = Supporter(help="health", name=self.word(f"{place} helper"), contact=self.word(f"{place} contact"))
        return Content((Goal(area="housing", steps=(step,), **said),), (helper,)).as_json()

    def _run(self, admin: psycopg.Connection, statement: str, client_ids: list[int]) -> bool:
        try:
            admin.execute(f"{statement} WHERE client_id = ANY (%s)", [client_ids])
        except (psycopg.errors.CheckViolation, psycopg.errors.StringDataRightTruncation):
            return False
        return True


@pytest.fixture(autouse=True)
def on_the_day():
    """The day the example rows are of, so that what ends still counts."""
    with clock.freeze(NOON):
        yield


@pytest.fixture(params=[False, True], ids=["standing", "taken back"])
def written(request):
    """A household with words in every column, of rows that stand or of rows that were taken back."""
    return household_of_words(ended=request.param)


def household_of_words(*, ended: bool):
    """A household about which every kind of row says a word of its own in every column, and where each word stands."""
    home = household()
    with seeding(home.client.continuum):
        people = list(HouseholdMember.objects.filter(household__client=home.client).values_list("client_id", flat=True))
    words = Written()
    kinds = [model for model in our_models(Wall.CLIENT_ROW) if model.__name__ != "HandOver"]
    for model in kinds:
        row_about(model, home.client)
    AssessmentFactory(client=home.client, kind="CRISIS", assessed_on=NOON.date())
    with psycopg.connect(database.admin_url(), autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")
        for model in kinds:
            words.fill(admin, model, people, ended=ended)
    return home, words


def shown_to(browser, home, within=ADDRESSES) -> dict[str, str]:
    """Every page and answer of the API that somebody may open about the household, by its name."""
    found = {}
    for address in within:
        answer = browser.get(home.url(address))
        if answer.status_code == 200:
            found[address.name] = b"".join(answer).decode(errors="replace")
    return found


def told(shown: dict[str, str], words: Written) -> set[tuple[str, str]]:
    return {(name, words.place_of(word)) for name, text in shown.items() for word in TOKEN.findall(text)}


def test_auditors_read_no_words_of_anybody(written):
    home, words = written
    browser = browser_with(AgencyFactory(continuum=home.agency.continuum), Role.AUDITOR)
    shown = shown_to(browser, home)
    assert set(shown) >= OPEN_TO_AUDITORS
    assert told(shown, words) == set()


def test_the_sheet_as_pdf_says_no_more_than_the_page(written, monkeypatch):
    home, words = written
    monkeypatch.setattr(pdf, "_compiled", lambda values, at, **options: values["sheet"].encode())
    browser = browser_with(AgencyFactory(continuum=home.agency.continuum), Role.AUDITOR)
    url = reverse("clients:summary_pdf", args=[home.client.public_id])
    sheets = {query: browser.get(url + query).content.decode() for query in ("", "?for=client", "?for=client&lang=es")}
    assert all('"sections"' in text for text in sheets.values())
    assert told(sheets, words) == set()


def test_no_auditor_takes_the_screen_of_a_client(written):
    home, words = written
    browser = browser_with(AgencyFactory(continuum=home.agency.continuum), Role.AUDITOR)
    begin = reverse("assessments:hand_over", args=[home.client.public_id])
    assert browser.get(begin).status_code == 403
    assert browser.post(begin, {"pin": "2468", "again": "2468"}).status_code == 403
    in_hand = [address for address in ADDRESSES if "client-view" in address.route]
    assert told(shown_to(browser, home, in_hand), words) == set()


def test_a_caseload_for_auditors_says_no_words(written):
    home, words = written
    auditor = staff(Role.AUDITOR, AgencyFactory(continuum=home.agency.continuum))
    with acting(auditor):
        rows = list(present(caseload(auditor, Wanted(), today=clock.today()), auditor, today=clock.today()))
    assert len(rows) > 0
    assert told({"export": str(rows)}, words) == set()


def test_those_who_work_with_a_client_read_them():
    """The proof that the tests above look where words are shown."""
    home, words = household_of_words(ended=False)
    pages = [address for address in ADDRESSES if address.name != "clients:changes"]
    working = browser_with(home.agency, *(role for role in Role if role != Role.AUDITOR))
    assert len({place for _name, place in told(shown_to(working, home, pages), words)}) > 50
