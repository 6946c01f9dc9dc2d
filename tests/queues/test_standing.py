"""What standing says on a day (policy §3, §6.1)."""

from datetime import date

import pytest
from django.db import transaction

from cas_portal.access.binding import bind
from cas_portal.access.roles import Role
from queues.candidates import candidates
from queues.models import DirtyClient, Standing
from tests.database import connected_as
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import ready_household
from tests.factories.base import seeding
from tests.factories.clients import ContactFactory, EnrollmentFactory, ProgramFactory
from tests.factories.queues import crisis, hct, listed
from tests.factories.referrals import OpeningFactory

pytestmark = pytest.mark.slow
TRANSITIONAL = 2


def standing(client) -> Standing | None:
    with seeding(client.continuum):
        return Standing.objects.filter(client=client).first()


def test_listed_household_stands_on_the_list(agency, settle):
    client = listed(agency=agency)
    settle(date(2025, 9, 1))
    row = standing(client)
    assert row.on_list
    assert (row.tier, row.score, row.margin, row.evh) == ("PSH_READY", 5, -1, False)
    assert row.wanted_kinds == ["other_ph", "psh", "rrh", "th"]
    assert row.listed_since == date(2025, 5, 1)
    with seeding(agency.continuum):
        assert not DirtyClient.objects.exists()


@pytest.mark.case("E17")
def test_evh_ends_with_the_crisis_assessment(agency, settle):
    client = listed(agency=agency, seen_on=date(2025, 10, 30))
    crisis(client, date(2025, 8, 5), 6)
    settle(date(2025, 11, 3))
    assert standing(client).evh
    settle(date(2025, 11, 4))
    assert not standing(client).evh


@pytest.mark.case("E19")
def test_only_the_newest_record_of_a_tool_counts(agency, settle):
    client = listed(agency=agency)
    crisis(client, date(2025, 8, 1), 7)
    settle(date(2025, 8, 30))
    assert standing(client).evh
    crisis(client, date(2025, 9, 1), 5)
    settle(date(2025, 9, 1))
    assert not standing(client).evh


@pytest.mark.case("E21")
def test_the_stored_household_type_keeps_its_threshold(agency, settle):
    home = ready_household(agency=agency, others=((2, date(2007, 9, 15)),))
    hct(home.client, date(2025, 8, 5), 9, household_type="FAMILY", household_size=2)
    ContactFactory(client=home.client, happened_on=date(2025, 8, 20))
    settle(date(2025, 9, 1))
    assert (standing(home.client).evh, standing(home.client).margin) == (False, -1)
    settle(date(2025, 9, 16))
    row = standing(home.client)
    assert (row.household_type, row.evh, row.margin) == ("FAMILY", False, -1)


def stay(client, project_type: int, **values: object):
    return EnrollmentFactory(
        client=client, program=ProgramFactory(agency=client.agency, project_type=project_type), **values
    )


@pytest.mark.case("F16")
def test_transitional_housing_keeps_the_household_on_the_list(agency, settle):
    client = listed(agency=agency)
    stay(client, TRANSITIONAL, entry_date=date(2025, 8, 25))
    settle(date(2025, 9, 1))
    assert standing(client).on_list


@pytest.mark.parametrize("project_type", [3, 9, 10, 13])
def test_permanent_housing_takes_the_household_off_until_it_returns(agency, settle, project_type):
    client = listed(agency=agency)
    stay(client, project_type, entry_date=date(2025, 8, 25), exit_date=date(2025, 9, 20), destination=116)
    settle(date(2025, 9, 1))
    assert (standing(client).on_list, standing(client).housed) == (False, True)
    settle(date(2025, 9, 20))
    row = standing(client)
    assert (row.on_list, row.hct_on) == (True, date(2025, 5, 1))


def test_a_survivor_stands_like_everybody(agency, settle):
    client = listed(agency=AgencyFactory(continuum=agency.continuum, is_vsp=True), survivor=True)
    settle(date(2025, 9, 1))
    assert standing(client).on_list


@pytest.mark.case("R16")
def test_papers_for_psh_pass_where_ph_is_asked_for(agency, settle):
    client = listed(agency=agency, tier="PSH_READY")
    settle(date(2025, 9, 1))
    ssf = staff(Role.SSF_ADMIN, agency)
    opening = OpeningFactory(program__agency=agency, required_tier="PH_READY")
    with transaction.atomic(), bind(ssf):
        found = candidates(opening, as_of=date(2025, 9, 1), actor=ssf)
    assert [one.row.pk for one in found] == [client.pk]


def test_an_imported_record_never_scores(agency, settle):
    client = listed(agency=agency)
    hct(client, date(2025, 8, 30), None, from_file=True, threshold=None, evh=False)
    settle(date(2025, 9, 1))
    assert standing(client).hct_on == date(2025, 5, 1)


def test_a_dead_client_stands_nowhere(agency, settle):
    client = listed(agency=agency)
    settle(date(2025, 9, 1))
    with connected_as("owner"):
        type(client).objects.filter(pk=client.pk).update(deceased_on=date(2025, 9, 2))
    settle(date(2025, 9, 2))
    assert standing(client) is None
