"""What the answers of an HCT open: one test for each rule, and for what is not said (instruments §3, §5; policy §4)."""

from datetime import date

import pytest

from assessments import opens
from assessments.chronic.finding import Person, find
from assessments.chronic.stays import Proof, Rules, Stay
from assessments.opens import Place, State
from tests.assessments.readings import ON, household, reading

STREET = (Stay(date(2024, 7, 1), None, 116, Proof.THIRD_PARTY),)
CARE = {"HC40": 1, "HC41": "2024-01-01", "VB12": 116}


def way(key, answers, facts=None, **changes):
    return next((one for one in opens.ways(reading(answers, facts, **changes)) if one.key == key), None)


def young(age=20):
    return household(head=age)


def test_nothing_is_open_when_every_answer_is_no():
    told = {"HC30": 0, "HC43": 0, "HC07": 0, "HC50": 0, "VB03": 0, "VB07": 0, "HC23": "none"}
    assert opens.ways(reading(told)) == []


class TestChronic:
    def finding(self, stays=STREET, **person):
        return find(stays, ON, Person(**{"disability": True, "disability_accepted": True, **person}), Rules())

    def of(self, found):
        return opens.ways(reading({}), found, Rules())[0]

    def test_it_comes_first_and_is_open_when_it_is_proved(self):
        told = self.of(self.finding())
        assert (told.key, told.state, told.place, list(told.missing)) == ("chronic", State.OPEN, Place.STAYS, [])
        assert "since Jul 1, 2024" in told.why

    def test_by_the_clients_own_word_it_is_still_to_prove(self):
        told = self.of(self.finding((Stay(date(2024, 7, 1), None, 116, Proof.SELF),)))
        assert told.state == State.TO_PROVE and len(told.missing) == 1

    def test_without_the_paper_about_the_disability_it_is_still_to_prove(self):
        told = self.of(self.finding(disability_accepted=False))
        assert told.state == State.TO_PROVE and "paper about the disability" in told.missing[0]

    def test_too_short_a_time_is_closed_and_says_what_is_missing(self):
        told = self.of(self.finding((Stay(date(2025, 7, 1), None, 116, Proof.THIRD_PARTY),)))
        assert told.state == State.CLOSED and told.missing

    def test_without_any_day_it_is_not_known(self):
        assert self.of(self.finding(())).state == State.NOT_KNOWN

    def test_without_a_finding_nothing_is_said_of_it(self):
        assert way("chronic", {}) is None


class TestFosterYouth:
    def test_the_check_opens_the_voucher(self):
        told = way("fyi", CARE, young())
        assert (told.state, told.place) == (State.OPEN, Place.PAPERS)

    @pytest.mark.parametrize(
        ("answers", "state"),
        [
            ({**CARE, "HC41": "2026-08-05"}, State.CLOSED),
            ({**CARE, "VB12": 410}, State.CLOSED),
            ({**CARE, "VB12": 8}, State.NOT_KNOWN),
            ({**CARE, "HC41": {"missing": 8}}, State.NOT_KNOWN),
            ({**CARE, "HC40": 9}, State.NOT_KNOWN),
        ],
    )
    def test_what_is_missing_is_said(self, answers, state):
        told = way("fyi", answers, young())
        assert told.state == state and told.why

    def test_who_was_not_in_care_or_is_not_asked_reads_nothing_of_it(self):
        assert way("fyi", {**CARE, "HC40": 0}, young()) is None
        assert way("fyi", CARE) is None


class TestVash:
    RIGHT = frozenset({"judge_vash"})

    @pytest.mark.parametrize(("judged", "state"), [(1, State.OPEN), (0, State.CLOSED), (None, State.NOT_KNOWN)])
    def test_with_the_right_it_says_what_veteran_services_found(self, judged, state):
        assert way("vash", {"HC30": 1, "HC31": judged}, rights=self.RIGHT).state == state

    def test_without_the_right_it_says_the_same_whatever_they_found(self):
        said = [way("vash", {"HC30": 1, "HC31": judged}) for judged in (1, 0, 8, None)]
        assert said[0].state == State.NOT_KNOWN and said == said[:1] * 4

    def test_an_unknown_service_is_named_and_none_is_not(self):
        assert way("vash", {"HC30": 8}).state == State.NOT_KNOWN
        assert way("vash", {"HC30": 0}, rights=self.RIGHT) is None


def test_a_landlord_is_looked_for_who_can_pay_the_rent():
    assert (way("leap", {"HC43": 1}).state, way("leap", {"HC43": 1}).place) == (State.OPEN, Place.EVENT)
    assert way("leap", {"HC43": 9}).state == State.NOT_KNOWN
    assert way("leap", {"HC43": 0}) is None


@pytest.mark.parametrize("benefits", ["applied", "denied", "not_applied"])
def test_help_with_disability_benefits_is_for_who_does_not_receive_them(benefits):
    assert way("hdap", {"VB07": 1, "HC14": benefits}).state == State.OPEN
    assert way("hdap", {"VB07": 0, "HC14": benefits}) is None
    assert way("hdap", {"VB07": 1, "HC14": "receiving"}) is None


def test_behavioral_health_and_records_follow_the_clients_wish():
    assert way("behavioral_health", {"HC07": 1}).place == Place.PLAN
    assert way("records_help", {"HC23": "help"}).place == Place.PLAN
    assert way("behavioral_health", {"HC07": 9}) is None


def test_no_rule_tells_what_a_household_says_of_violence():
    told = {"HC30": 1, "HC43": 1, "HC07": 1}
    violence = {"VB01": 1, "VB02": 1, "VB03": 1, "VB04": 1, "HC50": 1}
    assert opens.ways(reading({**told, **violence})) == opens.ways(reading(told))


def test_every_state_has_words():
    assert set(opens.tags()) == set(State)
