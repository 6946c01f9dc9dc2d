"""Submitting an HCT."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assessments import services
from assessments.models import Assessment, CEEvent, CurrentLivingSituation, Draft
from cas_portal.access import errors
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.household import CHILD, SPOUSE_OR_PARTNER
from clients.models import Contact
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import AssessmentFactory, full_answers, ready_household
from tests.factories.base import seeding
from tests.factories.clients import ClientFactory, HouseholdMemberFactory, IdentityFactory


def start(home, **changes):
    draft = services.start_draft(by=home.assessor, client=home.client)
    saved = services.save_answers(
        by=home.assessor, draft_id=draft.public_id, answers=full_answers(home.program, **changes)
    )
    assert saved.problems == {}
    return draft.public_id


def submit(home, draft_id, **how):
    how = how or {"event": 7}
    return services.submit_assessment(by=home.assessor, draft_id=draft_id, **how)


def test_submit_writes_everything_that_follows(acting):
    home = ready_household()
    with acting(home.assessor):
        record = submit(home, start(home))
        record.refresh_from_db()
        assert (record.score, record.threshold, record.evh) == (5, 6, False)
        assert (record.household_type, record.household_size, record.prioritization_status) == ("SINGLE_ADULT", 1, 1)
        assert (record.assessed_on, record.valid_through) == (date(2025, 8, 5), date(2026, 11, 5))
        assert record.homeless_since == date(2023, 1, 15)
        assert record.location_program == home.program
        assert record.created_by_id == home.assessor.user_id
        stay = CurrentLivingSituation.objects.get(client=home.client)
        assert (stay.information_date, stay.situation, stay.location) == (record.assessed_on, 116, "5th and K")
        assert (stay.contact_kind, stay.verified_by, stay.assessment) == ("in_person", home.program, record)
        event = CEEvent.objects.get(client=home.client)
        assert (event.event, event.event_date, event.assessment) == (7, record.assessed_on, record)
        contact = Contact.objects.get(client=home.client)
        assert (contact.kind, contact.qualifying, contact.happened_on) == ("assessment", True, record.assessed_on)
        assert Draft.objects.get(client=home.client).status == Draft.Status.SUBMITTED


def test_a_second_submit_returns_the_same_record_and_writes_nothing(acting):
    home = ready_household()
    with acting(home.assessor):
        draft_id = start(home)
        first, second = submit(home, draft_id), submit(home, draft_id, no_event_reason="again")
        assert first == second
        for model in (Assessment, CEEvent, CurrentLivingSituation, Contact):
            assert model.objects.filter(client=home.client).count() == 1


@pytest.mark.case("X01")
def test_submit_needs_an_event_or_a_reason(acting):
    home = ready_household()
    with acting(home.assessor):
        draft_id = start(home)
        with pytest.raises(errors.Invalid, match="say why"):
            submit(home, draft_id, no_event_reason="  ")
        record = submit(home, draft_id, no_event_reason="The client had to leave")
        assert record.no_event_reason == "The client had to leave"
        assert not CEEvent.objects.filter(client=home.client).exists()


@pytest.mark.case("X02")
def test_an_assessor_cannot_log_a_housing_referral(acting):
    home = ready_household()
    with acting(home.assessor):
        draft_id = start(home)
        with pytest.raises(errors.Forbidden, match="does not log"):
            submit(home, draft_id, event=14)
        assert not Assessment.objects.filter(client=home.client).exists()


def test_missing_answers_are_named(acting):
    home = ready_household()
    with acting(home.assessor):
        draft_id = start(home, VB12=None, HC30=None)
        with pytest.raises(errors.Invalid) as refused:
            submit(home, draft_id)
        assert refused.value.context["gaps"] == ["VB12", "HC30"]


@pytest.mark.case("X15")
def test_an_expired_certificate_cannot_submit(acting):
    home = ready_household(entry_date=date(2025, 1, 15))
    membership = replace(home.assessor.memberships[0], certified_through=date(2025, 10, 31))
    assessor = replace(home.assessor, memberships=(membership,))
    with clock.freeze(datetime(2025, 10, 31, 20, tzinfo=UTC)), acting(assessor):
        draft = services.start_draft(by=assessor, client=home.client)
        answers = full_answers(home.program, AH01="2025-10-31")
        services.save_answers(by=assessor, draft_id=draft.public_id, answers=answers)
    later = datetime(2025, 11, 1, 20, tzinfo=UTC)
    with clock.freeze(later), acting(assessor), pytest.raises(errors.Forbidden, match="certificate"):
        services.submit_assessment(by=assessor, draft_id=draft.public_id, event=7)


def test_the_newer_record_supersedes_the_older(acting):
    home = ready_household()
    older = AssessmentFactory(client=home.client, enrollment=home.enrollment, assessed_on=date(2025, 3, 1))
    with acting(home.assessor):
        record = submit(home, start(home))
        older.refresh_from_db()
        assert older.superseded_by == record


def test_a_record_cannot_slip_in_before_a_later_one(acting):
    home = ready_household()
    AssessmentFactory(client=home.client, enrollment=home.enrollment, assessed_on=date(2025, 8, 4))
    with acting(home.assessor), pytest.raises(errors.Conflict, match="later assessment"):
        submit(home, start(home, AH01="2025-08-01"))


def test_a_living_situation_of_the_same_day_is_kept_and_not_asked_again(acting):
    home = ready_household()
    with acting(home.assessor):
        services.record_living_situation(
            by=home.assessor,
            client=home.client,
            answers={
                "CLS01": "2025-08-05",
                "CLS12": "in_person",
                "CLS02": 116,
                "CLS04": str(home.program.public_id),
                "CLS10": "Under the bridge",
            },
        )
        submit(home, start(home, CLS10=None))
        assert CurrentLivingSituation.objects.get(client=home.client).location == "Under the bridge"


def test_a_family_is_scored_as_a_family(acting):
    home = ready_household(born=date(1994, 2, 2), others=((CHILD, date(2022, 3, 3)), (CHILD, date(2016, 3, 3))))
    with acting(home.assessor):
        record = submit(home, start(home, VB13="vehicle", VB14="2025-06-01", VB10=0, VB01=1, VB02=1, VB03=1, VB04=0))
        assert (record.household_type, record.score, record.threshold, record.evh) == ("FAMILY", 10, 10, True)


def test_partners_assessed_separately_count_as_one(acting):
    home = ready_household(others=((SPOUSE_OR_PARTNER, date(1960, 1, 1)),))
    with acting(home.assessor):
        together = submit(home, start(home, AH09="together"))
        assert (together.household_type, together.household_size, together.score) == ("COUPLE", 2, 6)
    with acting(home.assessor):
        alone = submit(home, start(home, AH09="separately", CLS10=None))
        assert (alone.household_type, alone.household_size, alone.score) == ("SINGLE_ADULT", 1, 5)


def test_a_survivor_is_assessed_without_location_or_papers(acting):
    home = ready_household(survivor=True)
    with acting(home.assessor):
        submit(home, start(home, CLS10=None, HC61=None))
        stay = CurrentLivingSituation.objects.get(client=home.client)
        assert (stay.location, stay.details, stay.wall_survivor) == ("", "", True)


def test_another_agency_cannot_submit_the_draft(acting):
    home = ready_household()
    with acting(home.assessor):
        draft_id = start(home)
    stranger = staff(Role.ASSESSOR)
    with acting(stranger), pytest.raises(errors.Missing):
        services.submit_assessment(by=stranger, draft_id=draft_id, event=7)


def test_a_closed_enrollment_stops_the_submit(acting):
    home = ready_household()
    with acting(home.assessor):
        draft_id = start(home)
        home.enrollment.exit_date, home.enrollment.destination = date(2025, 8, 5), 24
        home.enrollment.save(update_fields=["exit_date", "destination"])
        with pytest.raises(errors.Conflict, match="not enrolled"):
            submit(home, draft_id)


def _household_with_a_closed_child():
    """A released mother; her child's own record belongs to another agency, which shares it with nobody."""
    home = ready_household(born=date(1994, 1, 1))
    child = ClientFactory(agency=AgencyFactory(continuum=home.agency.continuum), birth_year=2020)
    IdentityFactory(client=child, birth_date=date(2020, 8, 6))
    with seeding(home.agency.continuum):
        household = home.enrollment.household
    HouseholdMemberFactory(client=child, household=household, relationship=CHILD, joined_on=date(2025, 1, 15))
    return home


@pytest.mark.slow
def test_a_child_whose_record_is_closed_still_makes_a_family(acting):
    home, alone = _household_with_a_closed_child(), ready_household(born=date(1994, 1, 1))
    with acting(home.assessor):
        record = submit(home, start(home))
        assert (record.household_type, record.household_size, record.threshold) == ("FAMILY", 2, 10)
        assert record.household_facts["child_under_5"] is True
    with acting(alone.assessor):
        single = submit(alone, start(alone))
    assert record.score > single.score
