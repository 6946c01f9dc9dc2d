"""Every address and route of the API, by every method, for every principal and relation: `make matrix`.

New addresses are in it by themselves. One with a part that no example row belongs to fails.
"""

import re
import uuid
from collections import Counter

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from cas_portal.access.permissions import Permission
from cas_portal.access.roles import Reach
from cas_portal.time import clock
from reports.caseload import Wanted, caseload, present
from tests.architecture.urls import Address
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory
from tests.factories.clients import ClientAccessFactory
from tests.matrix.expected import Answer, Relation, expected, sees_client
from tests.matrix.principals import PRINCIPALS
from tests.security.community import ADDRESSES, PERSONAL, WORDS, household, kind_of

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
THINGS = [address for address in ADDRESSES if address.parts]
PLAIN = [address for address in ADDRESSES if not address.parts and address.name not in {"livez", "readyz"}]
# Lists in which everybody of the community counts, nameless where the client is not open to the reader; and the
# training sessions of the community, of which each household of an example brings one.
COUNT_EVERYBODY = {"queues:housing_list", "queues:changes", "api:housing_list", "accounts:training_sessions"}
# What SSF keeps of every agency (openings, people, certificates, grievances) changes with the rows around the example.
KEPT_BY_SSF = {
    "accounts:people", "accounts:training", "api:openings", "grievances:inbox", "programs:agencies",
    "referrals:openings", "referrals:report", "today",
}  # fmt: skip
# Somebody who is entered anew with the name, birth date and number of those who are not open.
DOUBLE = {
    "first_name": "Xyzzyfirst", "last_name": "Xyzzylast", "birth_date": "1990-02-03", "dob_quality": 1,
    "phone": "9165550177",
}  # fmt: skip
# What differs between any two answers: keys of forms, nonces, ids of requests.
TOKENS = re.compile(r'name="(?:csrfmiddlewaretoken|once|request_key|key)" value="[^"]*"|nonce="[^"]*"|\b[0-9a-f]{32}\b')


@pytest.mark.parametrize("address", THINGS, ids=lambda address: address.name)
def test_every_address_has_an_example(address):
    assert all(kind_of(address, part) for part in address.parts)


def plain(answer: HttpResponse, ids: dict[str, object]) -> tuple[int, str]:
    """The answer without what differs between any two: tokens, nonces, request ids, the ids asked for."""
    text = b"".join(answer).decode(errors="replace")
    for value in ids.values():
        text = text.replace(str(value), "ID").replace(getattr(value, "hex", str(value)), "ID")
    return answer.status_code, TOKENS.sub("", text)


def told(answer: HttpResponse) -> Answer | str:
    """Which kind of answer it is."""
    status, location = answer.status_code, answer.headers.get("Location", "")
    if status >= 500:
        return "error"
    if status == 401 or (status == 302 and location.startswith(("/accounts/login/", "/no-role/"))):
        return Answer.SIGN_IN
    return {403: Answer.REFUSED, 404: Answer.HIDDEN}.get(status, Answer.ANSWERED)


ALLOWED = {
    Answer.EITHER: {Answer.ANSWERED, Answer.REFUSED},
    Answer.ANY: {Answer.ANSWERED, Answer.REFUSED, Answer.HIDDEN, Answer.SIGN_IN},
}


def describes(method: str, answer: HttpResponse) -> bool:
    """Whether the answer is about the address and not about the thing: its methods."""
    return answer.status_code == 405 or (method == "options" and answer.status_code == 200)


class Run:
    """The requests of one principal: what was asked, what was told, where that is not what it must be."""

    def __init__(self, principal, browser, actor) -> None:
        self.principal, self.browser, self.actor = principal, browser, actor
        self.counts: Counter = Counter()
        self.wrong: list[str] = []

    def ask(self, address: Address, method: str, relation: Relation, ids: dict[str, object]) -> tuple[int, str]:
        """Make one request, undo whatever it did, and hold the answer against what it must be."""
        url = address.url(**ids, **WORDS)
        extra = {"content_type": "application/json"} if address.route.startswith("api/") and method != "get" else {}
        data = () if method in {"get", "head"} or not extra else ({},)
        with transaction.atomic():
            answer = getattr(self.browser, method)(url, *data, **extra)
            found = plain(answer, ids)
            transaction.set_rollback(True)
        kind, must = told(answer), expected(self.principal, address, relation)
        self.counts[str(kind)] += 1
        if kind not in ALLOWED.get(must, {must}) and not describes(method, answer):
            self.note(f"{method} {address.name}, {relation}: {answer.status_code} where it must be {must}")
        return found

    def note(self, text: str) -> None:
        self.wrong.append(f"{self.principal.name}: {text}")


@pytest.fixture
def home(db):
    """The agency of everybody who asks."""
    return AgencyFactory(name="Home")


@pytest.mark.matrix
@pytest.mark.parametrize("principal", PRINCIPALS, ids=lambda principal: principal.name)
def test_every_cell(principal, home, record_property):
    away = AgencyFactory(name="Away", continuum=home.continuum)
    things = {Relation.OWN: household(agency=home, released=False), Relation.RELEASED: household(agency=away)}
    ClientAccessFactory(client=things[Relation.RELEASED].client, agency=home)
    run = Run(principal, *principal.at(home))
    before = lists(run)
    things[Relation.FOREIGN] = household(agency=away, released=False)
    compare_lists(run, before, things[Relation.FOREIGN])
    haven = AgencyFactory(name="Haven", continuum=home.continuum, is_vsp=True)
    things[Relation.ANONYMOUS] = household(agency=haven, survivor=True)
    for relation in (Relation.FOREIGN, Relation.ANONYMOUS):
        find_nowhere(run, relation, things[relation].client)
    for address in THINGS:
        for method in METHODS:
            each_relation(run, address, method, things)
    record_property("matrix counts", (principal.name, dict(run.counts)))
    record_property("matrix mismatches", run.wrong)
    assert run.wrong == []


def each_relation(run: Run, address: Address, method: str, things: dict) -> None:
    """Ask for the thing in each relation; what is hidden must read like what is missing."""
    nowhere = {part: uuid.uuid4() for part in address.parts}
    missing = run.ask(address, method, Relation.MISSING, nowhere)
    for relation, thing in things.items():
        ids = {part: thing.rows.get(kind_of(address, part), thing.client).public_id for part in address.parts}
        answer = run.ask(address, method, relation, ids)
        if expected(run.principal, address, relation) is Answer.HIDDEN and answer != missing:
            run.note(f"{method} {address.name}, {relation}: not the answer for what is missing ({answer[0]})")


# What leads to one record and no other: parts of its own ids. Then what all four named clients share.
ASKED = ("{client.survivor_code}", "{client.public_id}", "Xyzzyfirst Xyzzylast", "9165550177", "xyzzy@example.org")


def find_nowhere(run: Run, relation: Relation, client) -> None:
    """No list, search, suggestion of a duplicate or export names a client who is not open to the reader."""
    if sees_client(run.principal, relation):
        return
    secrets = {str(client.public_id), client.survivor_code or str(client.public_id)}
    shown = {f"list {address.name}": run.ask(address, "get", Relation.NONE, {})[1] for address in PLAIN}
    shown |= searched(run, client)
    shown["export"] = exported(run)
    for where, text in shown.items():
        if any(secret in text for secret in secrets):
            run.note(f"{where}: names a client who is not open ({relation})")


def searched(run: Run, client) -> dict[str, str]:
    """What the search box, its API and the question for duplicates answer to all that is known about a client."""
    found = {}
    for pattern in ASKED:
        words = pattern.format(client=client)
        with transaction.atomic():
            answers = [
                run.browser.post(reverse("clients:find"), {"q": words}, follow=True),
                run.browser.get("/api/v1/clients/", {"q": words}),
                run.browser.post("/api/v1/clients/", DOUBLE, content_type="application/json"),
            ]
            transaction.set_rollback(True)
        # What was typed stands in the box again, and leads to nobody.
        texts = [b"".join(answer).decode(errors="replace") for answer in answers]
        found[f"search for {pattern}"] = " ".join(texts).replace(f'value="{words}"', "")
        run.counts.update(str(told(answer)) for answer in answers)
    return found


def exported(run: Run) -> str:
    """The rows of the spreadsheet that would be made for the principal now."""
    if run.actor is None or not run.actor.can(Permission.EXPORT_CASELOAD):
        return ""
    today = clock.today()
    with acting(run.actor):
        return " ".join(map(str, present(caseload(run.actor, Wanted(), today=today), run.actor, today=today)))


def lists(run: Run) -> dict[str, tuple[int, str]]:
    """Every address that names no thing, by every method; what GET answers is kept."""
    found = {}
    for address in PLAIN:
        for method in METHODS:
            answer = run.ask(address, method, Relation.NONE, {})
            if method == "get":
                found[address.name] = answer
    return found


def compare_lists(run: Run, before: dict[str, tuple[int, str]], foreign) -> None:
    """A client who is not open to the reader changes no list, count or export, and is named on none."""
    if sees_client(run.principal, Relation.FOREIGN):
        return
    keeps = run.principal.reach(Permission.SELECT_CANDIDATE) is Reach.ALL
    changing = COUNT_EVERYBODY | (KEPT_BY_SSF if keeps else set())
    for address in PLAIN:
        after = run.ask(address, "get", Relation.NONE, {})
        secrets = (str(foreign.client.public_id), *(PERSONAL if "Xyzzy" not in before[address.name][1] else ()))
        if any(secret in after[1] for secret in secrets):
            run.note(f"get {address.name}: names a client who is not open")
        if after != before[address.name] and address.name not in changing:
            run.note(f"get {address.name}: reads otherwise once a foreign client exists")
