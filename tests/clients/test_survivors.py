"""Anonymous records (policy §11): what they may hold, and what nobody is offered for them."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from assessments import services as assessing
from assessments.models import Draft
from cas_portal.access.errors import DomainError, Invalid
from cas_portal.access.permissions import Permission
from cas_portal.access.roles import Role
from cas_portal.accounts.backends import actor_by_id
from cas_portal.time import clock
from clients.household import HouseholdType
from clients.household_page import household_on
from clients.identifying import identifying_part
from clients.models import Client, Contact, Identity, Note, Release, ReleasePaper, Service
from clients.policies import can_create_client, can_create_survivor, can_name_who_complains
from clients.presenters import birth_words
from clients.services.household import open_household
from clients.services.notes import add_note, record_service
from clients.services.people import SurvivorProfile, create_survivor
from tests.clients.acting import acting, signed_in
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import DraftFactory
from tests.factories.base import seeding
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


@pytest.mark.slow
def test_a_manager_of_the_provider_sees_its_own_records_alone(agency, other_agency):
    """As its assessors do: no released record of another agency, and no named record is entered there (§11)."""
    agency.is_vsp = True
    agency.save(update_fields=["is_vsp"])
    manager, own = staff(Role.AGENCY_MANAGER, agency), ClientFactory(agency=agency, anonymous=True)
    shared = ClientFactory(agency=other_agency, released=True)
    actors = [manager, actor_by_id(manager.user_id, agency.continuum_id)]
    for actor in actors:
        with acting(actor):
            assert list(Client.objects.visible_to(actor)) == [own]
            assert not can_create_client(actor) and can_create_survivor(actor) and not can_name_who_complains(actor)
    assert signed_in(manager).get(reverse("clients:client", args=[shared.public_id])).status_code == 404
    with acting(staff(Role.AGENCY_MANAGER, AgencyFactory(continuum=agency.continuum))) as elsewhere:
        assert list(Client.objects.visible_to(elsewhere)) == [shared]


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
        "daughter named Ana", "we saw Rosalinda there", "see instagram: rosa_x", "find @rosa_x", "www.example.org/rosa",
        "38.58157, -121.49440", "on 4/12/1991", "born in 1991", "nine one six five five five oh one two three",
        "apt 4b", "corner of J and 12th", "916 . 555 . 0123", "rosa (at) example.org", "P.O. Box 12",
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


@pytest.mark.parametrize(
    "text",
    [
        "Wants two bedrooms", "Named a price she can pay", "Met on 2025-08-05 at the office",
        "Has 2 kids, both in school",
        "Speaks Spanish. Needs a court date in August", "Asked VASH; waits for HCT", "Rent of 1,250 is too much",
        "Referred by Open Door on Friday",
    ],
)  # fmt: skip
def test_plain_words_are_taken(agency, worker, text):
    AgencyFactory(continuum=agency.continuum, name="Open Door")
    survivor = ClientFactory(agency=agency, anonymous=True)
    with acting(worker):
        assert add_note(by=worker, client_id=survivor.pk, text=text, happened_on=clock.today(), private=False).text


def test_named_people_may_be_written_about(assessor, person):
    with acting(assessor):
        add_note(by=assessor, client_id=person.pk, text="Ask Ms. Example", happened_on=clock.today(), private=False)


@pytest.mark.slow
def test_first_names_that_many_carry_here_are_refused_and_rare_ones_not_told(agency, worker):
    with seeding(agency.continuum):
        people = [ClientFactory(agency=agency) for _ in range(21)]
        Identity.objects.bulk_create(
            Identity(
                client=one, agency=agency, continuum=agency.continuum, first_name="Rosalba" if n < 11 else "Zelmira"
            )
            for n, one in enumerate(people)
        )
    survivor = ClientFactory(agency=agency, anonymous=True)
    with acting(worker):
        with pytest.raises(Invalid, match="rosalba"):
            add_note(by=worker, client_id=survivor.pk, text="so rosalba said", happened_on=clock.today(), private=False)
        add_note(by=worker, client_id=survivor.pk, text="so zelmira said", happened_on=clock.today(), private=False)


@pytest.mark.parametrize(
    "text", ["x 916-555-0123", "me@example.org", "12 Elm Street", "see www.example.org/r", "1234567"]
)
def test_database_refuses_what_a_service_forgot(agency, worker, text):
    survivor = ClientFactory(agency=agency, anonymous=True)
    named = ClientFactory(agency=agency)
    base = {"agency": agency, "continuum": agency.continuum, "happened_on": clock.today()}
    with acting(worker):
        assert Note.objects.create(client=named, text=text, **base)
        with pytest.raises(DatabaseError, match="could name, reach or locate"), transaction.atomic():
            Note.objects.create(client=survivor, text=text, **base)
        made = Note.objects.create(client=survivor, text="Wants a bath", **base)
        with pytest.raises(DatabaseError, match="could name, reach or locate"), transaction.atomic():
            Note.objects.filter(pk=made.pk).update(withdraw_reason=text)


def test_database_reads_answers_within_answers_too(agency, worker):
    survivor = ClientFactory(agency=agency, anonymous=True)
    draft = DraftFactory(client=survivor)
    with acting(worker):
        drafts = Draft.objects.filter(pk=draft.pk)
        drafts.update(answers={"HC70": [{"area": "00000000-0000-4000-8000-000000000007", "why": "by the school"}]})
        with pytest.raises(DatabaseError, match="could name, reach or locate"), transaction.atomic():
            drafts.update(answers={"HC70": [{"why": "call 916-555-0123"}]})


@pytest.mark.slow
def test_page_says_what_the_database_refused(agency, worker, monkeypatch):
    survivor = ClientFactory(agency=agency, anonymous=True)
    monkeypatch.setattr("clients.services.notes.refuse_identifying", lambda *_texts, **_said: None)
    url, body = f"/api/v1/clients/{survivor.public_id}/notes/", {"text": "call 916-555-0123", "private": False}
    body["happened_on"] = clock.today().isoformat()
    answer = signed_in(worker).post(
        url, body, content_type="application/json", headers={"Idempotency-Key": str(uuid4())}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert "name or locate" in answer.json()["message"], answer.json()


@pytest.mark.parametrize(
    "hostile", ["a" * 20_000, " " * 20_000, "A " * 10_000, "one " * 6, "1 a " * 5_000, "a.a-" * 5_000]
)
def test_reading_a_text_costs_no_more_than_its_length(hostile, agency, worker):
    with acting(worker):
        assert identifying_part(["x", {"y": hostile}]) == identifying_part(hostile)


def test_what_stands_late_in_a_long_text_is_found(agency, worker):
    with acting(worker):
        assert identifying_part("plain words " * 400 + "call 916-555-0123") == "916-555-0123"
