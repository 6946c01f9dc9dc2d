"""A household that asks for confidential survivor services: the call to make, and the lists it stands on (§11)."""

from datetime import UTC, datetime

import pytest

from assessments import safety, services
from assessments.models import Assessment, FollowUp
from cas_portal.access.errors import Forbidden, Invalid
from cas_portal.access.roles import Role
from cas_portal.time import clock
from tests.factories.accounts import AgencyFactory, ContinuumFactory, staff
from tests.factories.assessments import FollowUpFactory, crisis_answers, full_answers, ready_household

pytestmark = pytest.mark.slow
ASKS = {"VB01": 1, "VB02": 1, "VB03": 1, "VB04": 1}
PLACED, NOT_PLACED = Assessment.Prioritization.PLACED, Assessment.Prioritization.NOT_PLACED


def submit(home, *, instrument="HCT", how=None, **changes):
    answers = (full_answers if instrument == "HCT" else crisis_answers)(home.program, **changes)
    draft = services.start_draft(by=home.assessor, client=home.client, instrument=instrument)
    saved = services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=answers)
    assert saved.problems == {}
    return services.submit_assessment(by=home.assessor, draft_id=draft.public_id, event=7, **(how or {}))


def calls(record):
    return list(FollowUp.objects.filter(assessment=record, kind="survivor_call"))


@pytest.mark.parametrize("instrument", ["HCT", "CRISIS"])
@pytest.mark.parametrize(
    ("how", "status"), [({}, NOT_PLACED), ({"place": False}, NOT_PLACED), ({"place": True}, PLACED)]
)
def test_the_named_household_stands_on_a_list_only_when_it_says_so(acting, instrument, how, status):
    home = ready_household()
    with acting(home.assessor):
        record = submit(home, instrument=instrument, how=how, **ASKS)
        assert record.prioritization_status == status
        (call,) = calls(record)
        assert (call.state, call.due_on) == ("due", record.assessed_on)


@pytest.mark.parametrize("answer", [0, 8, 9, 99])
def test_without_a_yes_there_is_no_call_and_the_lists_stay(acting, answer):
    home = ready_household()
    with acting(home.assessor):
        record = submit(home, **{**ASKS, "VB04": answer})
        assert (record.prioritization_status, calls(record)) == (PLACED, [])


def test_an_answer_left_over_from_a_hidden_question_asks_for_nothing(acting):
    home = ready_household()
    with acting(home.assessor):
        record = submit(home, **{**ASKS, "VB03": 0})
        assert (record.prioritization_status, calls(record)) == (PLACED, [])


def test_a_survivor_record_is_with_its_provider_already(acting):
    home = ready_household(survivor=True)
    changes = dict.fromkeys(("CLS10", "HC61"))
    with acting(home.assessor):
        draft = services.start_draft(by=home.assessor, client=home.client)
        answers = full_answers(home.program, VB01=1, VB02=1, VB03=1, **changes)
        services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=answers)
        record = services.submit_assessment(by=home.assessor, draft_id=draft.public_id, event=7)
        assert (record.prioritization_status, calls(record)) == (PLACED, [])


def test_the_call_is_noted_once_and_nothing_says_where_it_led(acting):
    home = ready_household()
    with acting(home.assessor):
        record = submit(home, **ASKS)
        assert safety.open_calls(home.assessor).count() == 1
        first = services.settle_survivor_call(by=home.assessor, assessment=record)
        with clock.freeze(datetime(2025, 8, 5, 22, tzinfo=UTC)):
            again = services.settle_survivor_call(by=home.assessor, assessment=record)
        assert (again.state, again.done_at, again.done_by_id) == ("done", first.done_at, home.assessor.user_id)
        assert again.problem == "" and safety.open_calls(home.assessor).count() == 0


def test_it_is_noted_by_somebody_who_may_assess_and_only_where_it_was_due(acting):
    home = ready_household()
    with acting(home.assessor):
        plain = submit(home, VB01=0)
        with pytest.raises(Invalid):
            services.settle_survivor_call(by=home.assessor, assessment=plain)
    provider = staff(Role.HOUSING_PROVIDER, home.agency)
    call = FollowUpFactory(client=home.client, assessment=plain, kind="survivor_call", due_on=plain.assessed_on)
    with acting(provider), pytest.raises(Forbidden):
        services.settle_survivor_call(by=provider, assessment=call.assessment)


def test_a_newer_or_void_record_takes_the_call_with_it(acting):
    home = ready_household()
    with acting(home.assessor):
        submit(home, **ASKS)
        submit(home, VB01=0)
        assert safety.open_calls(home.assessor).count() == 0


def test_whom_to_call_are_the_communitys_providers_with_a_number(acting):
    home = ready_household()
    continuum = home.agency.continuum
    AgencyFactory(continuum=continuum, name="Lantern", is_vsp=True, phone="9165550120")
    AgencyFactory(continuum=continuum, name="Silent", is_vsp=True)
    AgencyFactory(continuum=continuum, name="Gone", is_vsp=True, phone="9165550121", active=False)
    AgencyFactory(continuum=ContinuumFactory(code="CA-999"), name="Far", is_vsp=True, phone="9165550122")
    with acting(home.assessor):
        told = safety.whom_to_call(home.assessor)
    assert [one.name for one in told["providers"]] == ["Lantern"] and told["line"] == "8007997233"
