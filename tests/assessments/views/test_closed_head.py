"""A partner whose record is open, with a head of household whose record is closed: every page of theirs still works."""

from datetime import UTC, date, datetime

import pytest
from django.urls import get_resolver, reverse

from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.household import SPOUSE_OR_PARTNER
from tests.clients.acting import signed_in
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import AssessmentFactory, ready_household
from tests.factories.clients import ClientFactory, EnrollmentFactory, HouseholdMemberFactory, IdentityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OF_A_CLIENT = {"client_id", "public_id"}
SPACES = ("clients", "assessments", "documents", "queues", "referrals")


@pytest.fixture(autouse=True)
def today():
    with clock.freeze(datetime(2025, 8, 6, 19, tzinfo=UTC)):
        yield


@pytest.fixture
def couple(db):
    """The household of somebody without a release, and their released partner with the member row and the stay."""
    home = ready_household(released=False)
    household = home.enrollment.household_id
    partner = ClientFactory(agency=home.agency, released=True, birth_year=1986)
    IdentityFactory(client=partner, birth_date=date(1986, 6, 6))
    about = {"client": partner, "household_id": household, "relationship": SPOUSE_OR_PARTNER}
    member = HouseholdMemberFactory(**about, joined_on=date(2025, 1, 15))
    stay = EnrollmentFactory(**about, program=home.program, entry_date=date(2025, 1, 15))
    AssessmentFactory(client=home.client, enrollment=home.enrollment)
    return home, partner, member, stay


def pages() -> list[str]:
    """Every named page about one client."""
    resolver = get_resolver()
    found = []
    for space in SPACES:
        _prefix, inner = resolver.namespace_dict[space]
        for name, options in inner.reverse_dict.lists():
            takes = {frozenset(parameters) for possibilities, *_rest in options for _text, parameters in possibilities}
            if isinstance(name, str) and any(len(one) == 1 and one <= OF_A_CLIENT for one in takes):
                found.append(f"{space}:{name}")
    return sorted(found)


def test_there_are_pages_to_look_at():
    assert len(pages()) > 20 and {"clients:client", "assessments:start"} <= set(pages())


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.SSF_ADMIN, Role.CALL_CENTER])
def test_no_page_of_the_partner_breaks_or_names_the_head(couple, role):
    home, partner, *_rest = couple
    browser = signed_in(staff(role, AgencyFactory(continuum=home.agency.continuum)))
    browser.raise_request_exception = False
    assert browser.get(reverse("clients:client", args=[home.client.public_id])).status_code == 404
    for name in pages():
        address = reverse(name, args=[partner.public_id])
        for answer in (browser.get(address), browser.post(address, {"once": "", "opened": ""})):
            assert answer.status_code < 500, (name, answer.request["REQUEST_METHOD"])
            assert str(home.client.public_id).encode() not in answer.content, name
    assert browser.get(reverse("clients:client", args=[partner.public_id])).status_code == 200


def test_the_partner_leaves_although_the_head_is_closed(couple):
    home, partner, member, stay = couple
    browser = signed_in(staff(Role.ASSESSOR, AgencyFactory(continuum=home.agency.continuum)))
    browser.raise_request_exception = False
    changes = (
        (reverse("clients:edit_member", args=[member.public_id]), {"relationship": 4, "opened": ""}),
        (reverse("clients:remove_member", args=[member.public_id]), {"left_on": "2025-08-01", "opened": ""}),
        (
            reverse("clients:exit", args=[stay.public_id]),
            {"exit_date": "2025-08-01", "destination": 116, "reason": "x"},
        ),
        (reverse("assessments:event", args=[partner.public_id]), {"event": "7", "event_date": "2025-08-05"}),
    )
    for address, sent in changes:
        assert browser.get(address).status_code < 500, address
        assert browser.post(address, sent).status_code < 500, address
