"""Whose caseload holds which households, and what the filters leave."""

import pytest

from cas_portal.access.roles import Role
from reports.caseload import NOBODY, Wanted, caseload, present, workers
from tests.clients.acting import acting
from tests.factories.accounts import staff
from tests.factories.clients import ClientAccessFactory
from tests.factories.referrals import OpeningFactory, ReferralFactory

pytestmark = pytest.mark.slow


def names(actor, today, **wanted):
    with acting(actor):
        rows = list(present(caseload(actor, Wanted(**wanted), today=today), actor, today=today))
    return {row.name.split()[0] for row in rows}


def test_reach_of_each_role(caseload_of_three, agency, assessor, manager, today):
    assert names(assessor, today) == {"Ada"}
    assert names(manager, today) == {"Ada", "Ben"}
    assert names(staff(Role.SSF_ADMIN, agency), today) == {"Ada", "Ben", "Eve"}
    assert names(staff(Role.HOUSING_PROVIDER, agency), today) == set()
    assert names(staff(Role.ASSESSOR, agency), today) == set()


def test_auditor_sees_codes_instead_of_names(caseload_of_three, agency, today):
    assert names(staff(Role.AUDITOR, agency), today) == {"Client"}


def test_provider_sees_households_referred_to_them(caseload_of_three, other_agency, today):
    ada = caseload_of_three[0]
    provider = staff(Role.HOUSING_PROVIDER, other_agency)
    opening = OpeningFactory(program__agency=other_agency)
    ReferralFactory(client=ada, opening=opening, state="SENT", sent_on=today)
    ClientAccessFactory(client=ada, agency=other_agency)
    assert names(provider, today) == {"Ada"}


def test_filters(caseload_of_three, assessor, manager, today):
    ada = caseload_of_three[0]
    assert names(manager, today, expiring=True) == {"Ben"}
    assert names(manager, today, missing_documents=True) == {"Ben"}
    assert names(manager, today, inactive=True) == {"Ben"}
    assert names(manager, today, referred=True) == set()
    assert names(manager, today, household_type="FAMILY") == set()
    assert names(manager, today, household_type="SINGLE_ADULT") == {"Ada", "Ben"}
    assert names(manager, today, worker=NOBODY) == {"Ben"}
    with acting(manager):
        [(worker, name)] = workers(manager, today=today)
    assert name == assessor.name
    assert names(manager, today, worker=worker) == {"Ada"}
    ReferralFactory(client=ada)
    assert names(manager, today, referred=True) == {"Ada"}


def test_row_holds_what_the_page_says(caseload_of_three, assessor, today, django_assert_num_queries):
    with acting(assessor):
        rows = caseload(assessor, Wanted(), today=today)
        with django_assert_num_queries(1):
            [row] = present(rows, assessor, today=today)
    assert row.days_enrolled == (today - row.enrolled_on).days
    assert (row.last_assessment.isoformat(), row.hct_through.isoformat()) == ("2025-05-01", "2026-08-01")
    assert (row.tier_code, row.activity_code, row.household_size) == ("PSH_READY", "ACTIVE", 1)
    assert row.worker == assessor.name
    assert row.crisis_through is None
    assert row.referral == ""


def test_stored_filters_hold_codes_only():
    wanted = Wanted(worker=NOBODY, expiring=True)
    assert wanted.stored() == {"worker": NOBODY, "expiring": True}
    assert Wanted.of(wanted.stored()) == wanted
