"""Status Update, Annual Assessment and the diversion talk: facts without a score, which extend no date."""

from datetime import date

import pytest

from assessments import receipts, services
from assessments.models import Assessment, CEEvent, CurrentLivingSituation, FollowUp
from assessments.services.readiness import is_offered
from cas_portal.access import errors
from cas_portal.accounts.models import Setting
from tests.assessments.adults import NO_INCOME, keys_of, own
from tests.factories.assessments import AssessmentFactory, ready_household
from tests.factories.base import seeding

STAY = {"CLS12": "in_person", "CLS02": 335, "CLS05": 0, "CLS10": "5th and K"}
STATUS = {"SU01": "2025-08-05", "SU02": ["income", "other"], **STAY}
ANNUAL = {"AN01": "2025-08-05", "AN04": "yes", "AN05": 1, **STAY}
OF_EACH = {"STATUS": {"HC10": 1, "HC10A": "914", "HC11": ["SSI"]}, "ANNUAL": NO_INCOME}
NO_BARRIERS = {f"DV05{number}": 0 for number in range(1, 8)}
TALK = {
    "DV01": "2025-08-05", "DV02": "eviction", "DV03": "week", "DV04": ["mediation"], "DV05A": 335, "DV05B": 2,
    "AH08": 171, "VB07": 0, **NO_BARRIERS, **STAY,
}  # fmt: skip
DIVERTED = {**TALK, "DV06": "yes", "DV07": 1, "DV08": 422, "DV08H": ["mediation"]}


def submit(home, instrument, answers, **how):
    draft = services.start_draft(by=home.assessor, client=home.client, instrument=instrument)
    saved = services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=answers)
    assert saved.problems == {}
    return services.submit_assessment(by=home.assessor, draft_id=draft.public_id, **how)


def offer_diversion(home):
    with seeding(home.client.continuum):
        Setting.objects.create(
            continuum=home.client.continuum, key="diversion_intake", value=True, valid_from=date(2025, 1, 1)
        )


@pytest.mark.parametrize(("instrument", "answers"), [("STATUS", STATUS), ("ANNUAL", ANNUAL)])
def test_facts_are_kept_without_a_score_and_extend_nothing(acting, instrument, answers):
    home = ready_household()
    [head] = keys_of(home)
    hct = AssessmentFactory(client=home.client, enrollment=home.enrollment, assessed_on=date(2025, 3, 1))
    with acting(home.assessor):
        record = submit(home, instrument, {**answers, **own(head, OF_EACH[instrument])})
        assert (record.kind, record.score, record.valid_through, record.evh) == (instrument, None, None, False)
        assert record.prioritization_status is None
        hct.refresh_from_db()
        assert (hct.superseded_by, hct.valid_through) == (None, date(2026, 11, 5))
        stay = CurrentLivingSituation.objects.get(client=home.client)
        assert (stay.situation, stay.contact_kind, stay.location) == (335, "in_person", "5th and K")
        assert not CEEvent.objects.filter(client=home.client).exists()


def test_only_what_changed_is_asked_again(acting):
    home = ready_household()
    with acting(home.assessor), pytest.raises(errors.Invalid) as refused:
        submit(home, "STATUS", {"SU01": "2025-08-05", "SU02": ["violence"], **STAY})
    assert refused.value.context["gaps"] == ["VB01"]


def test_no_event_goes_with_a_status_update(acting):
    home = ready_household()
    answers = {**STATUS, **own(keys_of(home)[0], OF_EACH["STATUS"])}
    with acting(home.assessor), pytest.raises(errors.Invalid, match="No event"):
        submit(home, "STATUS", answers, event=7)


def test_the_diversion_talk_is_offered_where_the_community_uses_it(acting):
    home = ready_household()
    with acting(home.assessor), pytest.raises(errors.Forbidden, match="not offered"):
        services.start_draft(by=home.assessor, client=home.client, instrument="DIVERSION")
    offer_diversion(home)
    with acting(home.assessor):
        assert is_offered(home.assessor, "DIVERSION", home.client)


@pytest.mark.case("X06")
def test_a_diverted_household_needs_the_service_that_did_it_and_leaves(acting):
    home = ready_household()
    offer_diversion(home)
    with acting(home.assessor):
        with pytest.raises(errors.Invalid) as refused:
            submit(home, "DIVERSION", {key: value for key, value in DIVERTED.items() if key != "DV08H"})
        assert refused.value.context["gaps"] == ["DV08H"]
        record = submit(home, "DIVERSION", DIVERTED)
        event = CEEvent.objects.get(assessment=record)
        assert (event.event, event.rehoused) == (2, True)
        home.enrollment.refresh_from_db()
        assert (home.enrollment.exit_date, home.enrollment.destination) == (date(2025, 8, 5), 422)
        assert FollowUp.objects.get(assessment=record, kind=FollowUp.Kind.EXIT).state == "done"


@pytest.mark.parametrize("nowhere", [116, 101, 118, 207, 17, 30, 8, 99])
def test_who_has_no_safe_place_was_not_diverted(acting, nowhere):
    """The street, a shelter and a jail are no safe place, and neither is one that nobody knows."""
    home = ready_household()
    offer_diversion(home)
    with acting(home.assessor):
        draft = services.start_draft(by=home.assessor, client=home.client, instrument="DIVERSION")
        answers = {**DIVERTED, "DV08": nowhere}
        saved = services.save_answers(by=home.assessor, draft_id=draft.public_id, answers=answers)
        assert set(saved.problems) == {"DV08"}
        with pytest.raises(errors.Invalid):
            services.submit_assessment(by=home.assessor, draft_id=draft.public_id)


def test_a_death_is_an_exit_of_its_own_reason(acting):
    home = ready_household()
    offer_diversion(home)
    with acting(home.assessor):
        record = submit(home, "DIVERSION", {**DIVERTED, "DV08": 24})
        home.enrollment.refresh_from_db()
        home.client.refresh_from_db()
        assert (home.enrollment.destination, home.client.deceased_on) == (24, date(2025, 8, 5))
        rows = [FollowUp.objects.get(assessment=record, kind=FollowUp.Kind.EXIT)]
        assert rows[0].state == "done"
        told = receipts.receipt(record, None, None, rows, by=home.assessor, shows_score=True)
        assert told["say"] == [] and "nobody is called" in told["next"][0]


def test_a_talk_without_an_outcome_leaves_its_event_open(acting):
    home = ready_household()
    offer_diversion(home)
    with acting(home.assessor):
        record = submit(home, "DIVERSION", {**TALK, "DV06": "no"})
        event = CEEvent.objects.get(assessment=record)
        assert (event.event, event.rehoused) == (2, None)
        home.enrollment.refresh_from_db()
        assert home.enrollment.exit_date is None
        assert list(Assessment.objects.filter(client=home.client)) == [record]
