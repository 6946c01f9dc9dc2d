"""The worked examples of prioritization (policy §16, P)."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import transaction

from cas_portal.access.binding import bind
from cas_portal.access.roles import Role
from documents.kinds import Tier
from queues.candidates import candidates, others
from queues.models import Standing
from referrals.models.openings import HousingKind
from referrals.states import State
from tests.database import as_worker
from tests.factories.accounts import staff
from tests.factories.base import seeding
from tests.factories.queues import job, listed
from tests.factories.referrals import OpeningFactory, ReferralFactory

pytestmark = pytest.mark.slow
DAY = date(2025, 9, 1)
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


def set_chronic(agency, clients, names) -> None:
    """Chronic homelessness has no source of its own yet, so the examples write it where it will stand."""
    with as_worker(), transaction.atomic(), bind(job(agency.continuum_id)):
        Standing.objects.filter(client_id__in=[clients[name].pk for name in names]).update(chronic=True)


@pytest.fixture
def community(agency, settle):
    """The seven singles of the examples, ranked on 2025-09-01, and an SSF admin."""
    clients = {}
    for name, (score, tier, _chronic, days, on) in CLIENTS.items():
        since = date.fromordinal(DAY.toordinal() - days)
        clients[name] = listed(
            agency=agency, score=score, tier=tier, hct_on=on, homeless_since=since, entry_date=date(2024, 1, 1)
        )
    ReferralFactory(
        client=clients["C7"],
        state=State.PARKED,
        park_until=date(2025, 9, 15),
        sent_on=date(2025, 8, 26),
        opening=OpeningFactory(program__agency=agency),
    )
    settle(DAY)
    set_chronic(agency, clients, [name for name, facts in CLIENTS.items() if facts[2]])
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
    assert out(community, opening) == {"C3": {"tier"}, "C4": {"hct_valid"}, "C5": {"chronic"}, "C7": {"not_parked"}}


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
