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
from clients.models import Client, Contact, Identity, Release, ReleasePaper, Service
from clients.presenters import birth_words
from clients.services.household import open_household
from clients.services.notes import add_note, record_service
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


@pytest.mark.parametrize(
    "text",
    [
        "Call 916-555-0123", "me@example.org", "at 12 Elm Street", "123-45-6789", "Her name is Rosa", "Ask Ms. Example",
        "daughter named Ana",
    ],
)  # fmt: skip
def test_free_text_that_could_name_or_locate_somebody_is_refused(agency, worker, text):
    survivor = ClientFactory(agency=agency, anonymous=True)
    with acting(worker):
        with pytest.raises(Invalid, match="Leave out"):
            add_note(by=worker, client_id=survivor.pk, text=text, happened_on=clock.today(), private=False)
        with pytest.raises(Invalid, match="Leave out"):
            record_service(
                by=worker, client_id=survivor.pk, kind=Service.Kind.OTHER, given_on=clock.today(), detail=text
            )


@pytest.mark.parametrize("text", ["Wants two bedrooms", "Named a price she can pay", "Met on 2025-08-05 at the office"])
def test_plain_words_are_taken(agency, worker, text):
    survivor = ClientFactory(agency=agency, anonymous=True)
    with acting(worker):
        assert add_note(by=worker, client_id=survivor.pk, text=text, happened_on=clock.today(), private=False).text


def test_named_people_may_be_written_about(assessor, person):
    with acting(assessor):
        add_note(by=assessor, client_id=person.pk, text="Ask Ms. Example", happened_on=clock.today(), private=False)
