"""Who sees and changes which clients: each role against each kind of record."""

from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.access.roles import Role
from clients import policies
from clients.models import CaseManager, Client
from clients.words import without_words
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.clients import CaseManagerFactory, ClientAccessFactory, ClientFactory

# role -> what a member of the same agency and of another one sees of: unreleased, released, anonymous, referred
SEES = {
    Role.ASSESSOR: ("own: u r s", "other: r f"),
    Role.AGENCY_MANAGER: ("own: u r s", "other: r f"),
    Role.CALL_CENTER: ("own: u r s", "other: r f"),
    Role.CAN_NAVIGATOR: ("own: u r s", "other: r f"),
    Role.SSF_ADMIN: ("own: r", "other: r f"),
    Role.HOUSING_PROVIDER: ("own:", "other: f"),
    Role.VSP_ASSESSOR: ("own: u r s", "other:"),
    Role.SYSADMIN: ("own: u r", "other: u r f"),
    Role.AUDITOR: ("own: u r", "other: u r f"),
}


@pytest.fixture
def clients(agency, other_agency):
    made = {
        "u": ClientFactory(agency=agency),
        "r": ClientFactory(agency=agency, released=True),
        "s": ClientFactory(agency=agency, anonymous=True),
        "f": ClientFactory(agency=agency),
    }
    ClientAccessFactory(client=made["f"], agency=other_agency)
    return made


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("place", [0, 1], ids=["own agency", "other agency"])
def test_role_sees(role, place, clients, agency, other_agency):
    actor = staff(role, [agency, other_agency][place])
    with acting(actor):
        seen = set(Client.objects.visible_to(actor))
    expected = set(SEES[role][place].partition(":")[2].split())
    shown = {letter for letter, client in clients.items() if client in seen}
    assert shown - ({"f"} if place == 0 else set()) == expected


@pytest.mark.parametrize("role", list(Role))
def test_rows_follow_their_client(role, clients, agency):
    for client in clients.values():
        CaseManagerFactory(client=client)
    actor = staff(role, agency)
    with acting(actor):
        visible = set(Client.objects.visible_to(actor).values_list("pk", flat=True))
        assert set(CaseManager.objects.visible_to(actor).values_list("client_id", flat=True)) == visible


def test_desk_sees_survivors_of_every_agency(clients, other_agency):
    desk = staff(Role.SSF_ADMIN, other_agency, scas_desk=True)
    with acting(desk):
        assert clients["s"] in Client.objects.visible_to(desk)


def test_nobody_sees_nothing(clients):
    assert not Client.objects.visible_to(None).exists()
    assert not CaseManager.objects.visible_to(None).exists()


def test_system_is_left_to_the_walls(agency):
    job = Actor.system("test", agency.continuum_id)
    assert "survivor" not in str(Client.objects.visible_to(job).query).partition("WHERE")[2]


def edits(role, agency, client, **kwargs):
    return policies.can_edit_client(staff(role, agency), client, **kwargs)


@pytest.mark.parametrize(
    ("role", "kind", "own", "other"),
    [
        (Role.ASSESSOR, "u", True, False),
        (Role.ASSESSOR, "r", True, True),
        (Role.ASSESSOR, "s", True, False),
        (Role.SSF_ADMIN, "r", True, True),
        (Role.SSF_ADMIN, "s", True, False),
        (Role.HOUSING_PROVIDER, "r", False, False),
        (Role.VSP_ASSESSOR, "s", True, False),
        (Role.SYSADMIN, "u", True, True),
        (Role.AUDITOR, "r", False, False),
    ],
)
def test_role_edits(role, kind, own, other, clients, agency, other_agency):
    assert (edits(role, agency, clients[kind]), edits(role, other_agency, clients[kind])) == (own, other)


def test_referred_client_is_edited_by_the_agency_it_was_referred_to(clients, other_agency):
    assert edits(Role.HOUSING_PROVIDER, other_agency, clients["f"], granted_to={other_agency.pk})
    assert not edits(Role.HOUSING_PROVIDER, other_agency, clients["f"], granted_to={other_agency.pk + 1})
    assert not edits(Role.HOUSING_PROVIDER, other_agency, clients["s"], granted_to={other_agency.pk})


def test_jobs_may_act(clients, agency):
    assert policies.can_act_on_client(Actor.system("test", agency.continuum_id), Permission.EDIT_CLIENT, clients["s"])


def test_survivor_stays_with_the_people_of_its_agency(clients, agency, other_agency):
    ssf = staff(Role.SSF_ADMIN, other_agency)
    facts = {"manager_id": 1, "present": ()}
    assert not policies.can_assign_case_manager(ssf, clients["s"], agency_id=other_agency.pk, **facts)
    assert not policies.can_assign_case_manager(ssf, clients["s"], agency_id=agency.pk, **facts)


@pytest.mark.parametrize(
    ("kind", "present_at", "allowed"),
    [("r", (), True), ("t", (), False), ("t", ("own",), True), ("t", ("other",), False)],
)
def test_manager_assigns_own_people_to_clients_of_the_agency_or_of_its_people(
    clients, agency, other_agency, kind, present_at, allowed
):
    manager = staff(Role.AGENCY_MANAGER, agency)
    client = clients["r"] if kind == "r" else Theirs(other_agency.pk)
    where = {"own": agency.pk, "other": other_agency.pk}
    facts = {"manager_id": 1, "present": {2}, "present_at": {where[one] for one in present_at}}
    assert policies.can_assign_case_manager(manager, client, agency_id=agency.pk, **facts) is allowed
    assert not policies.can_assign_case_manager(manager, client, agency_id=other_agency.pk, **facts)


@dataclass(frozen=True)
class Theirs:
    """A released client of another agency."""

    agency_id: int
    survivor: bool = False
    shared_until: datetime = datetime(2099, 1, 1, tzinfo=UTC)


def test_masked_only_when_no_membership_shows_names(agency):
    assert policies.client_reach(staff(Role.AUDITOR, agency)).masked
    assert not policies.client_reach(staff(Role.ASSESSOR, AgencyFactory())).masked


@pytest.mark.parametrize("role", list(Role))
def test_only_who_sees_every_client_masked_reads_no_words(role, agency):
    assert policies.can_read_words(staff(role, agency)) is (role != Role.AUDITOR)


def test_jobs_read_words(agency):
    assert policies.can_read_words(Actor.system("export", agency.continuum_id))


def test_words_are_taken_out_of_the_columns_named(agency):
    rows = [SimpleNamespace(text="said", kind="call")]
    assert without_words(staff(Role.ASSESSOR, agency), rows, "text")[0].text == "said"
    hidden = without_words(staff(Role.AUDITOR, agency), rows, "text")
    assert (hidden[0].text, hidden[0].kind) == ("", "call")
