"""Generated requests to every operation, as several roles: whatever is sent, the answer is never a server error."""

import itertools
import json
from urllib.parse import quote

import pytest
import schemathesis
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from hypothesis import HealthCheck, Phase, given, settings

from cas_portal.access.roles import Role
from tests.factories.accounts import AgencyFactory
from tests.factories.assessments import DraftFactory, ready_household
from tests.factories.clients import ProgramFactory
from tests.factories.documents import DocumentItemFactory
from tests.factories.referrals import OpeningFactory, ReferralFactory

EXAMPLES = 4
ROLES = [Role.ASSESSOR, Role.AGENCY_MANAGER, Role.SSF_ADMIN, Role.HOUSING_PROVIDER, Role.AUDITOR]


@pytest.fixture(scope="module")
def operations():
    """Every operation of the document, with a generator of requests."""
    document = OpenApiJsonRenderer().render(SchemaGenerator().get_schema(public=True), renderer_context={})
    schema = schemathesis.openapi.from_dict(json.loads(document))
    return [found.ok() for found in schema.get_all_operations()]


@pytest.fixture
def things(agency):
    """Things that exist, by the name of the part of an address that holds their id."""
    household = ready_household(agency=agency)
    program = ProgramFactory(agency=AgencyFactory(continuum=agency.continuum))
    opening = OpeningFactory(program=program)
    referral = ReferralFactory(client=household.client, opening=opening, state="SENT", sent_on="2025-09-01")
    return {
        "public_id": household.client.public_id,
        "draft_id": DraftFactory(client=household.client, enrollment=household.enrollment).public_id,
        "item_id": DocumentItemFactory(client=household.client, uploaded=True).public_id,
        "opening_id": opening.public_id,
        "referral_id": referral.public_id,
    }


def send(browser, case, path):
    """Send one generated request; bodies go as JSON, whatever they are."""
    body = case.body if case.media_type else None
    keep = {name: value for name, value in (case.headers or {}).items() if str(value).isprintable()}
    return browser.generic(
        case.method,
        path + _query(case.query),
        json.dumps(body, default=str) if body is not None else "",
        content_type="application/json",
        headers=keep,
    )


def _query(query):
    pairs = [f"{quote(str(name))}={quote(str(value), errors='replace')}" for name, value in (query or {}).items()]
    return f"?{'&'.join(pairs)}" if pairs else ""


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_no_request_makes_a_server_error(role, operations, things, acting_for):
    browser = acting_for(role).browser
    browser.raise_request_exception = False
    real = itertools.cycle([True, True, False])

    def attack(operation):
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def one(case):
            values = dict(case.path_parameters or {})
            if next(real):
                values |= {name: str(things[name]) for name in values if name in things}
            path = operation.path
            for name, value in values.items():
                path = path.replace(f"{{{name}}}", quote(str(value), safe="", errors="replace"))
            answer = send(browser, case, path)
            assert answer.status_code < 500, (case.method, path, case.body)

        one()

    for operation in operations:
        attack(operation)
