"""Whatever goes wrong is answered as JSON that says what and what to do, and never with 5xx."""

import uuid

import pytest
from django.test import Client as Browser

from cas_portal.access.roles import Role
from clients.models import Client
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory
from tests.factories.clients import ClientFactory, IdentityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NEW = {"first_name": "Pat", "last_name": "Sample", "name_quality": 1, "birth_date": "1988-05-14", "dob_quality": 1}


def test_nobody_signed_in():
    answer = Browser().get("/api/v1/clients/")
    assert answer.status_code == 401
    assert answer.json()["code"] == "signed_out"


def test_csrf_token_is_asked_for(acting_for):
    browser = Browser(enforce_csrf_checks=True)
    browser.cookies = acting_for(Role.ASSESSOR).browser.cookies
    answer = browser.post("/api/v1/clients/", NEW, content_type="application/json")
    assert answer.status_code == 403
    assert set(answer.json()) == {"code", "message", "what_to_do"}


def test_wrong_input_names_the_fields(acting_for):
    answer = acting_for(Role.ASSESSOR).send("clients/", name_quality=7, birth_date="yesterday", races=["martian"])
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid_input"
    assert set(answer.json()["fields_at_fault"]) == {"name_quality", "birth_date", "races.0"}


@pytest.mark.parametrize("body", ["{", "[1]", '"x"', "null", '{"first_name": "a\\u0000b"}'])
def test_hostile_bodies(acting_for, body):
    browser = acting_for(Role.ASSESSOR).browser
    answer = browser.post("/api/v1/clients/", body, content_type="application/json")
    assert answer.status_code == 400
    assert "code" in answer.json()


def test_other_methods_and_formats(acting_for):
    browser = acting_for(Role.ASSESSOR).browser
    assert browser.delete("/api/v1/clients/").status_code == 405
    assert browser.delete("/api/v1/clients/")["Allow"]
    assert browser.post("/api/v1/clients/", {"first_name": "Pat"}).status_code == 415


def test_domain_rules_say_what_to_do(acting_for):
    answer = acting_for(Role.ASSESSOR).send("clients/", **{**NEW, "dob_quality": 99})
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_possible_duplicates_are_named_until_they_were_looked_at(acting_for):
    program = acting_for(Role.ASSESSOR)
    first = program.send("clients/", **NEW).json()["id"]
    answer = program.send("clients/", **NEW)
    assert answer.status_code == 409
    assert first in answer.json()["what_to_do"]
    assert program.send("clients/", **NEW, not_the_same_as=[first]).status_code == 201


def test_idempotency_key_makes_one_client(acting_for):
    program, key = acting_for(Role.ASSESSOR), {"Idempotency-Key": str(uuid.uuid4())}
    first = program.send("clients/", headers=key, **NEW)
    again = program.send("clients/", headers=key, **NEW)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert program.send("clients/", headers=key, **{**NEW, "first_name": "Kim"}).status_code == 422
    assert program.send("clients/", headers={"Idempotency-Key": "1"}, **NEW).status_code == 422
    with acting(program.actor):
        assert Client.objects.visible_to(program.actor).count() == 1


def test_roles_without_the_right(acting_for):
    assert acting_for(Role.AUDITOR).send("clients/", **NEW).status_code == 403
    assert acting_for(Role.HOUSING_PROVIDER).get("housing-list/").status_code == 403
    assert acting_for(Role.CALL_CENTER).get("caseload/").status_code == 403


def test_hidden_and_missing_are_the_same(acting_for):
    hidden = ClientFactory(agency=AgencyFactory())
    IdentityFactory(client=hidden)
    program = acting_for(Role.ASSESSOR)
    for path in ["", "releases/", "assessments/", "papers/", "living-situations/", "events/"]:
        foreign = program.get(f"clients/{hidden.public_id}/{path}")
        missing = program.get(f"clients/{uuid.uuid4()}/{path}")
        assert (foreign.status_code, foreign.content) == (404, missing.content)
