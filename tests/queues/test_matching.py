"""The worked examples of prioritization (policy §16, P)."""

import os
from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection, transaction

from cas_portal.access.binding import bind
from cas_portal.access.errors import Conflict, Invalid
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.models import Client
from documents.kinds import Tier
from queues import housing_list
from queues.candidates import candidates, others
from queues.housing_list import Filters
from queues.schemes import scheme
from queues.services import by_hand
from queues.services.selecting import select_candidate
from referrals.models import ProgramRule
from referrals.models.openings import RULE_FIELDS, HousingKind
from referrals.services import rules
from referrals.states import State
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import DatedStayFactory
from tests.factories.base import seeding
from tests.factories.clients import ProgramFactory
from tests.factories.queues import listed
from tests.factories.referrals import OpeningFactory, ReferralFactory

pytestmark = pytest.mark.slow
DAY = date(2025, 9, 1)
NOON = datetime(2025, 9, 1, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
# Score, tier, chronic, days homeless, HCT date.
CLIENTS = {
    "C1": (8, "PSH_READY", True, 900, date(2025, 5, 1)),
    "C2": (8, "PSH_READY", True, 1200, date(2025, 6, 1)),
    "C3": (10, "PH_READY", True, 800, date(2025, 4, 1)),
    "C4": (11, "PSH_READY", True, 2000, date(2024, 5, 31)),
    "C5": (9, "PSH_READY", False, 300, date(2025, 3, 1)),
    "C6": (5, "PSH_READY", True, 3000, date(2025, 2, 1)),
    "C7": (9, "PSH_READY", True, 700, date(2025, 1, 15)),
}


def outside_since(client, since) -> None:
    """Somebody with a disability who has been outside without a break."""
    with seeding(client.continuum):
        Client.objects.filter(pk=client.pk).update(disabling_condition=1)
    DatedStayFactory(client=client, started_on=since)


@pytest.fixture
def community(agency, settle):
    """The seven singles of the examples, ranked on 2025-09-01, and an SSF admin."""
    clients = {}
    for name, (score, tier, chronic, days, on) in CLIENTS.items():
        since = date.fromordinal(DAY.toordinal() - days)
        clients[name] = listed(
            agency=agency, score=score, tier=tier, hct_on=on, homeless_since=since, entry_date=date(2024, 1, 1)
        )
        if chronic:
            outside_since(clients[name], since)
    ReferralFactory(
        client=clients["C7"],
        state=State.PARKED,
        park_until=date(2025, 9, 15),
        sent_on=date(2025, 8, 26),
        opening=OpeningFactory(program__agency=agency),
    )
    settle(DAY)
    names = {client.pk: name for name, client in clients.items()}
    return SimpleNamespace(agency=agency, clients=clients, names=names, ssf=staff(Role.SSF_ADMIN), settle=settle)


def order(community, opening, day=DAY) -> list[str]:
    with transaction.atomic(), bind(community.ssf):
        return [community.names[c.row.pk] for c in candidates(opening, as_of=day, actor=community.ssf)]


def out(community, opening, day=DAY) -> dict[str, set[str]]:
    with transaction.atomic(), bind(community.ssf):
        found = others(opening, as_of=day, actor=community.ssf)
    return {community.names[c.row.pk]: {gate.name for gate in c.failed} for c in found}


def psh(community, **values):
    return OpeningFactory(program__agency=community.agency, **{"chronic_only": True, **values})


@pytest.mark.case("P01")
def test_psh_dedicated_to_chronic(community):
    opening = psh(community)
    assert order(community, opening) == ["C2", "C1", "C6"]
    # A valid HCT is one of the papers (R09), so C4 fails both gates.
    expected = {"C3": {"tier"}, "C4": {"hct_valid", "tier"}, "C5": {"chronic"}, "C7": {"not_parked"}}
    assert out(community, opening) == expected


@pytest.mark.case("P02")
def test_parked_until_the_day(community):
    opening = psh(community)
    assert order(community, opening, date(2025, 9, 14)) == ["C2", "C1", "C6"]
    assert order(community, opening, date(2025, 9, 15)) == ["C7", "C2", "C1", "C6"]


@pytest.mark.case("P03")
def test_rapid_rehousing_needs_ph_papers_only(community):
    opening = psh(community, chronic_only=False, housing_kind=HousingKind.RRH, required_tier=Tier.PH_READY)
    assert order(community, opening) == ["C3", "C5", "C2", "C1", "C6"]


@pytest.mark.case("P10")
def test_a_preference_goes_before_the_order(community, settle):
    with seeding(community.agency.continuum):
        community.clients["C6"].veteran_status = 1
        community.clients["C6"].save(update_fields=["veteran_status"])
    settle(DAY)
    assert order(community, psh(community, preferences=["veteran"])) == ["C6", "C2", "C1"]


@pytest.mark.case("P07")
def test_a_vawa_transfer_goes_before_everybody(community, settle):
    with clock.freeze(NOON), transaction.atomic(), bind(community.ssf):
        by_hand.request_transfer(by=community.ssf, client_id=community.clients["C1"].public_id)
    settle(DAY)
    assert order(community, psh(community)) == ["C1", "C2", "C6"]
    with clock.freeze(NOON), transaction.atomic(), bind(community.ssf):
        by_hand.close_transfer(by=community.ssf, client_id=community.clients["C1"].public_id)
    settle(DAY)
    assert order(community, psh(community)) == ["C2", "C1", "C6"]


def test_a_transfer_needs_neither_the_list_nor_papers(community, settle):
    with clock.freeze(NOON), transaction.atomic(), bind(community.ssf):
        by_hand.request_transfer(by=community.ssf, client_id=community.clients["C4"].public_id)
    settle(DAY)
    assert order(community, psh(community)) == ["C4", "C2", "C1", "C6"]


@pytest.mark.case("P05")
def test_equal_to_the_third_key_the_earlier_hct_is_first(agency, settle):
    dates = {"homeless_since": date(2024, 1, 1), "score": 5}
    late = listed(agency=agency, hct_on=date(2025, 5, 2), **dates)
    early = listed(agency=agency, hct_on=date(2025, 5, 1), **dates)
    settle(DAY)
    assert in_list(agency) == [early.pk, late.pk]


@pytest.mark.case("P06")
def test_equal_on_every_key_the_lower_id_is_first(agency, settle):
    clients = [listed(agency=agency) for _ in range(3)]
    settle(DAY)
    assert in_list(agency) == sorted(client.pk for client in clients)


def in_list(agency) -> list[int]:
    ssf = staff(Role.SSF_ADMIN, AgencyFactory(continuum=agency.continuum))
    with transaction.atomic(), bind(ssf):
        rows = housing_list.rows_for(ssf, Filters(), as_of=DAY, inactive_days=90)
        return [row.pk for row in housing_list.page(ssf, rows, scheme=scheme(""))]


def select(community, opening, name, **reasons):
    client = community.clients[name]
    with clock.freeze(NOON), transaction.atomic(), bind(community.ssf):
        return select_candidate(by=community.ssf, opening_id=opening.public_id, client_id=client.public_id, **reasons)


@pytest.mark.case("P09")
def test_passing_over_needs_a_reason_and_is_audited(community):
    opening = psh(community)
    with pytest.raises(Invalid):
        select(community, opening, "C6")
    referral = select(community, opening, "C6", skip_reason="not_reachable")
    assert (referral.rank, referral.skip_reason) == (3, "not_reachable")
    assert acts("passed_over") == [([community.clients["C6"].pk], 2)]


def test_a_failed_gate_needs_a_reason(community):
    opening = psh(community)
    with pytest.raises(Invalid):
        select(community, opening, "C5", skip_reason="declined")
    assert select(community, opening, "C5", skip_reason="declined", override_reason="VA case").override_reason


def test_the_first_needs_no_reason(community):
    assert select(community, psh(community), "C2").rank == 1


def test_the_second_to_offer_one_opening_is_told_why(community):
    opening = psh(community)
    select(community, opening, "C2")
    with pytest.raises(Conflict, match="offered to another household"):
        select(community, opening, "C1", skip_reason="declined")


def test_the_second_to_offer_one_household_is_told_why(community, settle):
    select(community, psh(community), "C2")
    with pytest.raises(Conflict, match="offered another opening"):
        select(community, psh(community), "C2")
    settle(DAY)
    assert order(community, psh(community)) == ["C1", "C6"]


def acts(kind: str) -> list[tuple[list[int], int]]:
    server = os.environ["CAS_TEST_ADMIN_URL"].rpartition("/")[0]
    with psycopg.connect(f"{server}/{connection.settings_dict['NAME']}") as admin:
        found = admin.execute("SELECT client_ids, (detail ->> 'skipped')::int FROM audit.act WHERE kind = %s", [kind])
        return [tuple(row) for row in found]


def test_a_change_of_rules_says_who_comes_in_and_who_drops_out(community):
    program = ProgramFactory(agency=community.agency, project_type=3)
    asks = {name: getattr(ProgramRule(), name) for name in (*RULE_FIELDS, "housing_kind")}
    with transaction.atomic(), bind(community.ssf), clock.freeze(NOON):
        found = rules.effects(community.ssf, program, **asks | {"required_tier": Tier.PH_READY, "chronic_only": True})
    # C1, C2, C5 and C6 have the papers today; then C3's are enough, and C5 is not chronic.
    assert [effect.count for effect in found] == [4, 4, 1, 1]
