"""Somebody whose role has a last day is of the staff through that day, and not a moment longer."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cas_portal.access.errors import Conflict, Invalid
from cas_portal.access.roles import Role
from cas_portal.accounts.models import Agency
from cas_portal.accounts.rules import effects
from cas_portal.notifications.models import Notification
from cas_portal.time import clock
from clients.models import CaseManager
from clients.services import hand_offs, taking_part
from clients.services.case_managers import assign_case_manager, possible_managers
from reports.caseload import Wanted, caseload
from tests.clients.acting import acting
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import ready_household
from tests.factories.clients import CaseManagerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LATER, OVER = datetime(2090, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
ENDS = pytest.mark.parametrize(("ends_at", "works"), [(LATER, True), (OVER, False)], ids=["last day ahead", "over"])


@ENDS
def test_they_can_look_after_a_client(ends_at, works, agency, shared_person):
    ssf = staff(Role.SSF_ADMIN, agency)
    worker = staff(Role.ASSESSOR, agency, ends_at=ends_at)
    with acting(ssf):
        assert (f"{worker.user_id}@{agency.pk}" in dict(possible_managers(ssf))) is works
        given = {"client_id": shared_person.pk, "user_id": worker.user_id, "agency_id": agency.pk, "lead": True}
        if works:
            assign_case_manager(by=ssf, **given)
            assert CaseManager.objects.filter(user_id=worker.user_id).exists()
        else:
            with pytest.raises(Invalid, match="does not work"):
                assign_case_manager(by=ssf, **given)


@ENDS
def test_their_agency_counts_their_clients_on_the_caseload(ends_at, works, agency, other_agency):
    home = ready_household(agency=other_agency)
    worker = staff(Role.ASSESSOR, agency, ends_at=ends_at)
    CaseManagerFactory(client=home.client, agency=agency, user_id=worker.user_id, starts_on=date(2025, 1, 15))
    manager = staff(Role.AGENCY_MANAGER, agency)
    with acting(manager):
        assert caseload(manager, Wanted(), today=clock.today()).exists() is works


@ENDS
def test_they_are_told_of_a_hand_off(ends_at, works, other_agency, assessor, shared_person):
    manager = staff(Role.AGENCY_MANAGER, other_agency, ends_at=ends_at)
    with acting(assessor):
        hand_offs.hand_off(
            by=assessor, client_id=shared_person.pk, to_agency_id=other_agency.public_id, happened_on=clock.today(),
            reason="Moves to their program",
        )  # fmt: skip
    with acting(manager):
        assert Notification.objects.visible_to(manager).exists() is works


@ENDS
def test_previews_count_their_certificates(ends_at, works, agency):
    today = clock.today()
    staff(Role.ASSESSOR, agency, ends_at=ends_at, certified_through=today + timedelta(days=5))
    counts = [effects.certified(agency.continuum_id, today, 12), effects.warned(agency.continuum_id, today, 30)]
    assert [found[0].count for found in counts] == [int(works)] * 2


def test_an_agency_of_the_last_administrator_does_not_stop(agency):
    lead = AgencyFactory(continuum=agency.continuum, is_lead=True)
    staff(Role.SYSADMIN, agency, ends_at=LATER)
    ssf = staff(Role.SSF_ADMIN, lead)
    with acting(ssf), pytest.raises(Conflict, match="last system administrator"):
        taking_part.stop(by=ssf, agency_id=agency.public_id, reason="Closed")
    assert Agency.objects.get(pk=agency.pk).active
