"""Dated stays, what is taken over from the record, and the stored answer that the lists read."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from assessments.chronic.finding import Gap
from assessments.models import ChronicFinding, DatedStay
from assessments.recorded_stays import recorded
from assessments.services import chronic, stays
from assessments.services.stays import StayFacts
from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.access.errors import Forbidden, Invalid, Missing, StaleForm
from cas_portal.access.roles import Role
from cas_portal.time import clock
from clients.models import Client
from tests.clients.acting import acting
from tests.database import as_worker
from tests.factories.accounts import AgencyFactory, staff
from tests.factories.assessments import (
    SINGLE_ADULT,
    AssessmentFactory,
    CurrentLivingSituationFactory,
    DatedStayFactory,
    ready_household,
)
from tests.factories.base import seeding

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = date(2026, 8, 5)
NOON = datetime(2026, 8, 5, 19, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    with clock.freeze(NOON):
        yield


@pytest.fixture
def home(db):
    return ready_household()


def outside(**changes) -> StayFacts:
    return StayFacts(**{"started_on": date(2025, 8, 5), "ended_on": None, "situation": 116, "proof": "self", **changes})


def disabled(client) -> None:
    with seeding(client.continuum):
        Client.objects.filter(pk=client.pk).update(disabling_condition=1)
        client.refresh_from_db()


@pytest.mark.parametrize(
    ("answer", "adults", "asked"),
    [(1, 1, set()), (0, 1, {Gap.NO_DISABILITY}), (8, 1, {Gap.DISABILITY_UNKNOWN}), (1, 2, {Gap.DISABILITY_UNKNOWN})],
)
def test_without_a_stay_the_answer_of_the_hct_is_known_all_the_same(home, answer, adults, asked):
    facts = {"household_facts": {**SINGLE_ADULT, "adults": adults}, "assessed_on": date(2026, 8, 1)}
    about = {"client": home.client, "enrollment": home.enrollment}
    void = {"voided_at": NOON, "void_reason": "Twice", "answers": {"VB07": 1 - answer if answer < 2 else 1}}
    AssessmentFactory(**about, **facts, answers={"VB07": answer})
    AssessmentFactory(**about, **facts, **void)
    with acting(home.assessor):
        finding, ahead = chronic.finding_of(home.client, TODAY)
        assert {Gap.DISABILITY_UNKNOWN, Gap.NO_DISABILITY} & set(finding.gaps) == asked
        assert (finding.chronic, ahead) == (False, [])


def test_a_stay_decides_the_answer(home):
    with acting(home.assessor) as by:
        stays.add_stay(by=by, client_id=home.client.pk, facts=outside())
        finding, _ahead = chronic.finding_of(home.client, TODAY)
        assert (finding.test_a, finding.chronic, finding.gaps[0]) == (True, False, Gap.DISABILITY_UNKNOWN)
    disabled(home.client)
    with acting(home.assessor):
        assert chronic.finding_of(home.client, TODAY)[0].chronic


@pytest.mark.parametrize(
    "wrong",
    [{"started_on": date(2026, 8, 6)}, {"ended_on": date(2025, 8, 4)}, {"situation": 99}, {"proof": "rumor"}],
)
def test_impossible_stays_are_refused(home, wrong):
    with acting(home.assessor) as by, pytest.raises(Invalid):
        stays.add_stay(by=by, client_id=home.client.pk, facts=outside(**wrong))


def test_who_saves_second_sees_both(home):
    stay = DatedStayFactory(client=home.client)
    with acting(home.assessor) as by:
        ended = stays.change_stay(by=by, stay_id=stay.public_id, facts=outside(ended_on=TODAY), version=1)
        assert (ended.ended_on, ended.version, ended.changed_by_id) == (TODAY, 2, by.user_id)
        again = stays.change_stay(by=by, stay_id=stay.public_id, facts=outside(ended_on=TODAY), version=1)
        assert again.version == 2, "the same again is no conflict"
        with pytest.raises(StaleForm) as stale:
            stays.change_stay(by=by, stay_id=stay.public_id, facts=outside(situation=101), version=1)
        assert stale.value.context["theirs"].version == 2


def test_what_is_taken_out_counts_no_more_and_keeps_its_reason(home):
    stay = DatedStayFactory(client=home.client)
    with acting(home.assessor) as by:
        with pytest.raises(Invalid):
            stays.remove_stay(by=by, stay_id=stay.public_id, reason=" ")
        stays.remove_stay(by=by, stay_id=stay.public_id, reason="Somebody else")
        stays.remove_stay(by=by, stay_id=stay.public_id, reason="Again")
        assert stays.stays_of(home.client) == []
        assert DatedStay.objects.get(pk=stay.pk).remove_reason == "Somebody else"
        with pytest.raises(Missing):
            stays.change_stay(by=by, stay_id=stay.public_id, facts=outside(), version=1)


def test_only_those_who_record_living_situations_write_stays():
    home = ready_household(released=False)
    stay = DatedStayFactory(client=home.client)
    auditor, stranger = staff(Role.AUDITOR, home.agency), staff(Role.ASSESSOR, AgencyFactory(name="Far"))
    with acting(auditor) as by, pytest.raises(Forbidden):
        stays.add_stay(by=by, client_id=home.client.pk, facts=outside())
    with acting(stranger) as by, pytest.raises(Missing):
        stays.change_stay(by=by, stay_id=stay.public_id, facts=outside(), version=1)


def test_a_survivor_has_no_history():
    home = ready_household(survivor=True)
    with acting(home.assessor) as by, pytest.raises(Forbidden):
        stays.add_stay(by=by, client_id=home.client.pk, facts=outside())


def test_the_record_offers_what_it_holds_and_nothing_twice(home):
    history = [{"HC60.from": "2024-01-01", "HC60.to": "2024-05-01", "HC60.situation": 101, "HC60.proof": "third_party"}]
    AssessmentFactory(client=home.client, enrollment=home.enrollment, answers={"VB12": 116, "HC60": history})
    seen = CurrentLivingSituationFactory(
        client=home.client, enrollment=home.enrollment, information_date=date(2026, 3, 3)
    )
    with acting(home.assessor) as by:
        offered = recorded(by, home.client, TODAY)
        assert [(one.started_on, one.situation, one.proof) for one in offered] == [
            (date(2024, 1, 1), 101, "third_party"),
            (seen.information_date, 116, "observation"),
        ]
        assert stays.take_over(by=by, client_id=home.client.pk, keys=frozenset(one.key for one in offered)) == 2
        assert recorded(by, home.client, TODAY) == []


def test_without_a_history_the_beginning_in_the_hct_is_offered(home):
    AssessmentFactory(client=home.client, enrollment=home.enrollment, homeless_since=date(2023, 1, 15))
    with acting(home.assessor) as by:
        assert [(one.started_on, one.ended_on, one.row) for one in recorded(by, home.client, TODAY)] == [
            (date(2023, 1, 15), None, False)
        ]


def refresh(continuum, as_of=TODAY, ids=None) -> int:
    job = Actor.system("recompute_standing", continuum.pk)
    with as_worker(), transaction.atomic(), bind(job):
        return chronic.refresh_findings(by=job, as_of=as_of, client_ids=ids)


@pytest.mark.django_db(transaction=True)
def test_the_stored_answer_knows_when_it_flips_and_is_made_anew_when_facts_change():
    home = ready_household()
    disabled(home.client)
    stay = DatedStayFactory(client=home.client, started_on=date(2025, 9, 10))
    assert refresh(home.client.continuum) == 1
    with seeding(home.client.continuum):
        row = ChronicFinding.objects.get(client=home.client)
        assert (row.chronic, row.flips_on) == (False, [date(2026, 9, 10)])
    assert refresh(home.client.continuum) == 0, "nothing changed"
    with seeding(home.client.continuum):
        DatedStay.objects.filter(pk=stay.pk).update(started_on=date(2025, 8, 1))
    assert refresh(home.client.continuum, ids=[home.client.pk]) == 1
    with seeding(home.client.continuum):
        assert ChronicFinding.objects.get(client=home.client).chronic


@pytest.mark.django_db(transaction=True)
def test_a_va_finding_needs_no_stays():
    home = ready_household()
    AssessmentFactory(client=home.client, enrollment=home.enrollment, answers={"HC32": 1, "HC32B": 1})
    assert refresh(home.client.continuum) == 1
    with seeding(home.client.continuum):
        assert ChronicFinding.objects.get(client=home.client).chronic
