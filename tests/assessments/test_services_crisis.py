"""Submitting a Crisis Assessment, and what follows from it."""

from datetime import date

import pytest

from assessments import services
from assessments.models import Assessment, CEEvent, CurrentLivingSituation, FollowUp, RegisterCheck
from assessments.services import follow_ups
from cas_portal.access import errors
from cas_portal.access.roles import Role
from clients.household import CHILD, SPOUSE_OR_PARTNER
from clients.models import ContactMethod
from clients.services import contact_methods
from clients.services.contact_methods import Method
from tests.factories.accounts import staff
from tests.factories.assessments import AssessmentFactory, crisis_answers, ready_household


def start(home, by=None, **changes):
    by = by or home.assessor
    draft = services.start_draft(by=by, client=home.client, instrument="CRISIS")
    saved = services.save_answers(by=by, draft_id=draft.public_id, answers=crisis_answers(home.program, **changes))
    assert saved.problems == {}
    return draft.public_id


def submit(home, by=None, *, how=None, **changes):
    by = by or home.assessor
    return services.submit_assessment(by=by, draft_id=start(home, by, **changes), **(how or {}))


def test_a_crisis_assessment_is_scored_placed_and_followed_up(acting):
    home = ready_household(born=date(1967, 5, 5))
    with acting(home.assessor):
        record = submit(home, how={"event": 2})
        assert (record.kind, record.score, record.evh) == ("CRISIS", 6, True)
        assert (record.valid_through, record.prioritization_status) == (date(2025, 11, 3), 1)
        assert record.household_facts["computed"]["AH04"] == 1
        assert CurrentLivingSituation.objects.get(assessment=record).situation == 116
        assert CEEvent.objects.get(assessment=record).event == 2
        way = ContactMethod.objects.get(client=home.client)
        assert (way.value, way.message, way.texts, way.preferred) == ("9165550142", "any", True, True)
        done = FollowUp.objects.filter(assessment=record).values_list("kind", "state")
        assert sorted(done) == [("contact_ways", "done"), ("evh_notice", "done"), ("profile", "done")]


def test_without_shelter_or_when_the_worker_says_so_it_is_sent_to_no_list(acting):
    home = ready_household()
    with acting(home.assessor):
        assert submit(home, CR01=["information"]).prioritization_status == 2
    with acting(home.assessor):
        assert submit(home, how={"place": False}, CLS10=None).prioritization_status == 2


@pytest.mark.case("X07")
def test_problem_solving_is_prevention_at_risk_and_diversion_when_homeless(acting):
    homeless, at_risk = ready_household(), ready_household()
    with acting(homeless.assessor):
        with pytest.raises(errors.Invalid, match="diversion"):
            submit(homeless, how={"event": 1})
        assert CEEvent.objects.get(assessment=submit(homeless, how={"event": 2})).event == 2
    staying = {"VB12": 335, "VB13": None, "VB14": None, "VB16": None, "VB17": None, "CR05": 1}
    moves = {"CLS06": 0, "CLS07": 0, "CLS08": 0, "CLS09": 1}
    with acting(at_risk.assessor):
        with pytest.raises(errors.Invalid, match="prevention"):
            submit(at_risk, how={"event": 2}, **staying, **moves)
        assert CEEvent.objects.get(assessment=submit(at_risk, how={"event": 1}, **staying, **moves)).event == 1
        assert CurrentLivingSituation.objects.get(client=at_risk.client).leave_within_14_days == 1


@pytest.mark.case("X09")
def test_a_survivor_is_not_offered_a_crisis_assessment(acting):
    home = ready_household(survivor=True)
    with acting(home.assessor), pytest.raises(errors.Forbidden, match="not offered"):
        services.start_draft(by=home.assessor, client=home.client, instrument="CRISIS")


def test_what_fails_afterwards_neither_undoes_the_record_nor_stays_lost(acting, monkeypatch):
    home = ready_household()
    with acting(home.assessor):
        with monkeypatch.context() as patch:
            patch.setitem(follow_ups.ACTS, "contact_ways", _fails)
            record = submit(home)
        row = FollowUp.objects.get(assessment=record, kind="contact_ways")
        assert (row.state, row.problem) == ("failed", "Not now.")
        assert not ContactMethod.objects.filter(client=home.client).exists()
        again = services.retry_follow_up(by=home.assessor, assessment=record, kind="contact_ways")
        assert (again.state, again.tries, again.problem) == ("done", 2, "")
        services.retry_follow_up(by=home.assessor, assessment=record, kind="contact_ways")
        assert ContactMethod.objects.filter(client=home.client).count() == 1
        with pytest.raises(errors.Invalid):
            services.retry_follow_up(by=home.assessor, assessment=record, kind="plan")


def _way(**changes):
    way = {"CR30.kind": "phone", "CR30.value": "916 555 0142", "CR30.message": 1, "CR30.text": 1}
    return {**way, **changes}


def _ways(home):
    return [(row.value, row.message, row.texts) for row in contact_methods.contact_methods(home.assessor, home.client)]


@pytest.mark.slow
def test_the_number_of_the_call_is_kept_once_with_what_the_client_says_of_it(acting):
    home = ready_household()
    with acting(home.assessor):
        called_from = Method(kind="phone", value="9165550142", preferred=True)
        contact_methods.add_contact_method(by=home.assessor, client_id=home.client.pk, method=called_from)
        submit(home, CR30=[_way()])
        assert _ways(home) == [("9165550142", "any", True)]
        submit(home, CR30=[_way(**{"CR30.message": 0, "CR30.text": 0})])
        assert _ways(home) == [("9165550142", "none", False)]


@pytest.mark.slow
def test_a_way_taken_over_from_before_does_not_undo_what_was_made_safer_since(acting):
    home = ready_household()
    with acting(home.assessor):
        submit(home, CR30=[_way()])
        safer = Method(kind="phone", value="9165550142", message="none")
        contact_methods.add_contact_method(by=home.assessor, client_id=home.client.pk, method=safer)
        draft = services.start_draft(by=home.assessor, client=home.client, instrument="CRISIS")
        assert draft.suggestions["CR30"]["value"] == [_way()]
        services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=crisis_answers(home.program))
        services.submit_assessment(by=home.assessor, draft_id=draft.public_id)
        assert _ways(home) == [("9165550142", "none", False)]


@pytest.mark.slow
@pytest.mark.parametrize("first_says", [0, 1])
def test_two_rows_of_one_number_are_one_and_the_safer_counts(acting, first_says):
    home = ready_household()
    rows = [
        _way(**{"CR30.message": first_says}),
        _way(**{"CR30.value": "1-916-555-0142", "CR30.message": 1 - first_says}),
    ]
    with acting(home.assessor):
        submit(home, CR30=rows)
        assert _ways(home) == [("9165550142", "none", True)]


def _fails(_by, _assessment):
    raise errors.Conflict("Not now.")


def test_only_2_1_1_enters_the_register_check(acting):
    home = ready_household(born=date(1994, 1, 1), others=((CHILD, date(2016, 3, 3)),))
    family = {"CR16": None, "CR21": None}
    with acting(home.assessor):
        draft_id = start(home, **family)
        saved = services.save_answers(by=home.assessor, draft_id=draft_id, answers={"CR20": "clear"})
        assert "no such question" in saved.problems["CR20"]
    caller = staff(Role.CALL_CENTER, home.agency)
    with acting(caller):
        services.save_answers(by=caller, draft_id=draft_id, answers={"CR20": "clear", "CR20D": "2025-08-05"})
        record = services.submit_assessment(by=caller, draft_id=draft_id)
        check = RegisterCheck.objects.get(assessment=record)
        assert (check.result, check.checked_on) == ("clear", date(2025, 8, 5))
    with acting(home.assessor), pytest.raises(errors.Forbidden):
        services.record_register_check(
            by=home.assessor, client=home.client, result="clear", checked_on=date(2025, 8, 5)
        )


def test_partners_say_whether_they_would_take_separate_places(acting):
    home = ready_household(others=((SPOUSE_OR_PARTNER, date(1980, 1, 1)),))
    with acting(home.assessor):
        with pytest.raises(errors.Invalid) as refused:
            submit(home, AH09="together")
        assert refused.value.context["gaps"] == ["CR18"]
        assert submit(home, AH09="separately").household_type == "SINGLE_ADULT"


@pytest.mark.case("E19")
def test_the_newer_crisis_takes_the_place_of_the_older(acting):
    home = ready_household()
    older = AssessmentFactory(
        client=home.client, enrollment=home.enrollment, kind="CRISIS", assessed_on=date(2025, 8, 1), score=7
    )
    with acting(home.assessor):
        record = submit(home)
        older.refresh_from_db()
        assert (older.superseded_by, record.score, record.evh) == (record, 5, False)
        assert list(Assessment.objects.filter(client=home.client, superseded_by=None)) == [record]
