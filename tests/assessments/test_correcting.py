"""What a correction leaves: one living situation of the day, one event, one notice, one of everything that was due."""

from datetime import UTC, date, datetime

import pytest

from assessments import services
from assessments.lineage import event_of, line_of
from assessments.models import CEEvent, CurrentLivingSituation, FollowUp, Plan, RegisterCheck
from cas_portal.access.errors import Invalid
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.models import Contact, ContactMethod
from tests.assessments.test_services_unscored import TALK, offer_diversion
from tests.factories.accounts import staff
from tests.factories.assessments import PlanFactory, crisis_answers, full_answers, ready_household

pytestmark = pytest.mark.slow
EVH = {"VB05": 1, "VB10": 1, "VB11": 1}
NEXT_DAY = datetime(2025, 8, 6, 18, tzinfo=UTC)


def submit(home, answers, *, instrument="HCT", corrects=None, **how):
    by = home.assessor
    draft = services.start_draft(by=by, client=home.client, instrument=instrument, corrects=corrects)
    saved = services.save_answers(by=by, draft_id=draft.public_id, answers=answers)
    assert saved.problems == {}
    return services.submit_assessment(by=by, draft_id=draft.public_id, **how)


def correct(home, record, answers=None, *, day="2025-08-05", **how):
    given = {"AH01": day, "AH05": "yes", **(answers or {})}
    return submit(home, given, instrument=record.kind, corrects=record, **how)


def stays(home, **filters):
    rows = CurrentLivingSituation.objects.filter(client=home.client, voided_at=None, **filters)
    return [(row.information_date.day, row.situation, row.location) for row in rows.order_by("information_date", "pk")]


def events(home):
    rows = CEEvent.objects.filter(client=home.client, voided_at=None).order_by("pk")
    return [(row.event, row.rehoused) for row in rows]


def test_the_living_situation_of_the_day_is_the_corrected_one(acting):
    home = ready_household()
    with acting(home.assessor):
        first = submit(home, full_answers(home.program), event=7)
        record = correct(home, first, {"VB12": 101, "VB13": None, "CLS10": "Shelter on 3rd"})
        assert stays(home) == [(5, 101, "Shelter on 3rd")]
        old = CurrentLivingSituation.objects.get(assessment=first)
        assert (old.situation, old.voided_by_id, bool(old.void_reason)) == (116, home.assessor.user_id, True)
        again = correct(home, record, {"VB12": 116, "VB13": "tent"})
        assert stays(home) == [(5, 116, "Shelter on 3rd")] and CurrentLivingSituation.objects.count() == 3
        assert Contact.objects.filter(client=home.client, kind=Contact.Kind.ASSESSMENT).count() == 1
        assert [one.pk for one in line_of(again)] == [again.pk, record.pk, first.pk]


def test_a_living_situation_that_somebody_recorded_apart_stays(acting):
    home = ready_household()
    with acting(home.assessor):
        first = submit(home, full_answers(home.program), event=7)
        CurrentLivingSituation.objects.filter(assessment=first).update(voided_at=clock.now(), void_reason="Wrong")
        services.record_living_situation(
            by=home.assessor, client=home.client,
            answers={"CLS01": "2025-08-05", "CLS12": "in_person", "CLS02": 335, "CLS04": str(home.program.public_id),
                     "CLS05": 0, "CLS10": "At a sister’s"},
        )  # fmt: skip
        correct(home, first)
        assert stays(home) == [(5, 335, "At a sister’s")]


@pytest.mark.parametrize(("wrong", "left"), [(False, [(5, 116), (6, 101)]), (True, [(5, 101), (6, 101)])])
def test_a_row_of_another_day_is_history_unless_it_was_wrong_too(acting, wrong, left):
    home = ready_household()
    with acting(home.assessor):
        first = submit(home, full_answers(home.program), event=7)
    with clock.freeze(NEXT_DAY), acting(home.assessor):
        correct(home, first, {"VB12": 101, "VB13": None}, day="2025-08-06", stay_was_wrong=wrong)
        assert [(day, situation) for day, situation, _place in stays(home)] == left
        assert all(place == "5th and K" for _day, _situation, place in stays(home))
        assert Contact.objects.filter(client=home.client, kind=Contact.Kind.ASSESSMENT).count() == 2


@pytest.mark.case("X01")
def test_the_event_of_the_corrected_record_stands_and_a_new_one_is_written_only_when_named(acting):
    home = ready_household()
    with acting(home.assessor):
        first = submit(home, full_answers(home.program), event=7)
        second = correct(home, first)
        assert events(home) == [(7, None)] and second.no_event_reason == ""
        third = correct(home, second)
        assert events(home) == [(7, None)] and event_of(line_of(third)).assessment_id == first.pk
        correct(home, third, event=6)
        assert events(home) == [(7, None), (6, None)]


def test_the_reason_for_no_event_goes_on_and_a_void_event_is_asked_for_again(acting):
    home, other = ready_household(), ready_household()
    with acting(home.assessor):
        first = submit(home, full_answers(home.program), no_event_code="client_left")
        second = correct(home, first)
        assert (
            (second.no_event_code, second.no_event_reason) == (first.no_event_code, first.no_event_reason) != ("", "")
        )
    with acting(other.assessor):
        first = submit(other, full_answers(other.program), event=7)
        event = CEEvent.objects.get(assessment=first)
        services.void_ce_event(by=other.assessor, event=event, reason="Not done")
        with pytest.raises(Invalid):
            correct(other, first)


@pytest.mark.parametrize(
    ("was", "now", "left"),
    [
        ({"DV06": "no"}, {"DV06": "no"}, [(2, None)]),
        ({"DV06": "no"}, {"DV06": "yes", "DV07": 0, "HC70": None, "HC61": ["none"]}, [(2, False)]),
        ({"DV06": "yes", "DV07": 0, "HC61": ["none"]}, {"DV06": "no", "DV07": None}, [(2, None)]),
    ],
)
def test_the_talk_keeps_one_event_with_what_it_says_now(acting, was, now, left):
    home = ready_household()
    offer_diversion(home)
    rest = {"HC07": 0, "HC21": 0, "HC22": 0, "HC30": 0, "HC50": 0}
    with acting(home.assessor):
        first = submit(home, {**TALK, **rest, **was}, instrument="DIVERSION")
        submit(home, {"DV01": "2025-08-05", **rest, **now}, instrument="DIVERSION", corrects=first)
        assert events(home) == left


def test_what_was_due_after_the_corrected_record_is_due_once(acting):
    home = ready_household()
    plan = PlanFactory(client=home.client)
    with acting(home.assessor):
        first = submit(home, full_answers(home.program), event=7)
        Plan.objects.filter(pk=plan.pk).update(hct=first)
        services.settle_plan(by=home.assessor, client=home.client)
        record = correct(home, first)
        row = FollowUp.objects.get(assessment=record, kind="plan")
        assert (row.state, row.due_on) == ("done", date(2025, 8, 12))
        plan.refresh_from_db()
        assert plan.hct_id == record.pk


def test_a_crisis_assessment_corrected_doubles_neither_the_check_nor_the_ways_to_reach_them(acting):
    home = ready_household(others=((2, date(2015, 5, 5)),))
    caller = staff(Role.CALL_CENTER, home.agency)
    checked = {"CR20": "clear", "CR20D": "2025-08-05", "CR16": None, "CR21": None}
    with acting(caller):
        draft = services.start_draft(by=caller, client=home.client, instrument="CRISIS")
        answers = crisis_answers(home.program, **checked)
        assert services.save_answers(by=caller, draft_id=draft.public_id, answers=answers).problems == {}
        first = services.submit_assessment(by=caller, draft_id=draft.public_id)
        draft = services.start_draft(by=caller, client=home.client, instrument="CRISIS", corrects=first)
        services.save_answers(
            by=caller, draft_id=draft.public_id, answers={"AH01": "2025-08-05", "AH05": "yes", "CR12": 1, "CR13": 0}
        )
        services.submit_assessment(by=caller, draft_id=draft.public_id)
        assert RegisterCheck.objects.filter(client=home.client).count() == 1
        assert ContactMethod.objects.filter(client=home.client).count() == 1
        assert events(home) == []


@pytest.mark.django_db(transaction=True)
def test_an_urgent_household_is_told_once_until_it_stops_being_one(acting, owner_sql):
    home = ready_household()
    desk = staff(Role.CALL_CENTER)

    def told():
        return owner_sql(f"SELECT count(*) FROM notifications_notification WHERE recipient_id = {desk.user_id}")[0][0]

    with acting(home.assessor):
        first = submit(home, full_answers(home.program, **EVH), event=7)
    assert (first.evh, told()) == (True, 1)
    with acting(home.assessor):
        correct(home, first, {"HC06": 0})
        assert submit(home, crisis_answers(home.program, **EVH), instrument="CRISIS").evh
    assert told() == 1
    with acting(home.assessor):
        submit(home, full_answers(home.program, VB05=0, VB10=0, VB11=0), event=7)
        submit(home, crisis_answers(home.program, VB05=0, VB10=0, VB11=0), instrument="CRISIS")
        assert submit(home, full_answers(home.program, **EVH), event=7).evh
    assert told() == 2, "it became one anew"
