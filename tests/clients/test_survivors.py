"""Anonymous records (policy §11): what they may hold, and what nobody is offered for them."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from assessments import services as assessing
from cas_portal.access.errors import DomainError, Invalid
from cas_portal.access.permissions import Permission
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.household import HouseholdType
from clients.household_page import household_on
from clients.models import Client, Contact, Identity, Release, ReleasePaper
from clients.presenters import birth_words
from clients.services.household import open_household
from clients.services.people import SurvivorProfile, create_survivor
from tests.clients.acting import acting
from tests.factories.accounts import staff
from tests.factories.clients import ClientFactory, ReleaseFactory

MORNING = datetime(2025, 8, 5, 17, 0, tzinfo=UTC)


@pytest.fixture
def worker(agency):
    return staff(Role.VSP_ASSESSOR, agency)


def test_the_age_told_is_kept_and_decides_the_household_type(worker):
    with clock.freeze(MORNING), acting(worker):
        made = create_survivor(by=worker, profile=SurvivorProfile(stated_age=24, birth_year=2000))
        open_household(by=worker, client_id=made.pk, joined_on=date(2025, 1, 1))
        assert (made.stated_age, made.stated_on, made.birth_year) == (24, date(2025, 8, 5), 2001)
        assert household_on(worker, made, date(2025, 12, 31)).facts.type is HouseholdType.TAY
        assert birth_words(made) == "age 24, told Aug 5, 2025"


def test_an_age_that_cannot_be_is_refused(worker):
    with clock.freeze(MORNING), acting(worker), pytest.raises(Invalid, match="do not fit"):
        create_survivor(by=worker, profile=SurvivorProfile(stated_age=24, birth_year=1990))


@pytest.mark.case("X08")
def test_the_database_refuses_what_could_identify_a_survivor(agency, worker):
    survivor = ClientFactory(agency=agency, anonymous=True)
    base = {"client": survivor, "agency": agency, "continuum": agency.continuum}
    release = ReleaseFactory(client=survivor, method="refused", scope="none", valid_through=None)
    tries = [
        lambda: Identity.objects.create(**base, first_name="Any"),
        lambda: ReleasePaper.objects.create(
            **base, release=release, kind="paper", media_type="image/png", size=1, sealed=b"x"
        ),
        lambda: Client.objects.filter(pk=survivor.pk).update(stated_age=200, stated_on=date(2025, 1, 1)),
    ]
    for attempt in tries:
        with acting(worker), pytest.raises(IntegrityError), transaction.atomic():
            attempt()


@pytest.mark.case("X09")
def test_a_vsp_is_offered_neither_crisis_assessment_nor_isp(agency, worker):
    for permission in (Permission.SUBMIT_CRISIS, Permission.EDIT_ISP):
        assert not worker.can(permission)
    survivor = ClientFactory(agency=agency, anonymous=True)
    with acting(worker):
        for instrument in ("CRISIS", "ISP"):
            with pytest.raises((DomainError, KeyError)):
                assessing.start_draft(by=worker, client=survivor, instrument=instrument)
        assert not Contact.objects.exists() and not Release.objects.exists()
