"""The OpenAPI document is generated without a warning, is valid, and is served with its page to people signed in."""

import json

import pytest
from django.core.management import call_command
from django.test import Client as Browser

from cas_portal.access.roles import Role

OPERATIONS_AT_LEAST = 50


@pytest.mark.slow
def test_document_is_valid_and_generated_without_warnings(tmp_path):
    path = tmp_path / "openapi.json"
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", "--file", str(path))
    document = json.loads(path.read_text(encoding="utf-8"))
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert len(operations) >= OPERATIONS_AT_LEAST
    assert all({"400", "403", "404", "409", "422"} <= set(operation["responses"]) for operation in operations)
    assert all(path.startswith("/api/v1/") for path in document["paths"])


@pytest.mark.slow
@pytest.mark.django_db
def test_document_and_page_are_for_people_signed_in(acting_for):
    program = acting_for(Role.ASSESSOR)
    served = program.get("schema/", format="json")
    assert served.status_code == 200
    assert served.json()["info"]["title"] == "CAS Portal API"
    page = program.get("")
    assert "/api/v1/housing-list/" in page.content.decode()
    assert Browser().get("/api/v1/").status_code == 401
    assert Browser().get("/api/v1/schema/").status_code == 401
