"""What is asked, and what still stands between a draft and its submit."""

from assessments.engine.completeness import SectionState, gaps, section_state
from tests.assessments.readings import HCT, household, reading


def missing(result):
    return {gap.item.link_id for gap in gaps(result)}


def test_a_required_question_is_missing_until_answered_and_8_9_99_are_answers():
    assert "VB01" in missing(reading({}))
    for code in (8, 9, 99):
        assert "VB01" not in missing(reading({"VB01": code}))


def test_a_conditional_question_is_required_only_when_shown():
    assert "VB03" not in missing(reading({"VB01": 0}))
    assert "VB03" in missing(reading({"VB01": 1}))
    assert "VB14" in missing(reading({"VB12": 101}))
    assert "VB14" not in missing(reading({"VB12": 335}))
    assert "VB14" not in missing(reading({"VB12": 101, "VB14": {"missing": 8}}))


def test_hiding_a_question_hides_what_depends_on_it():
    asked = reading({"VB01": 0, "VB03": 1, "VB04": 1}).visible
    assert not asked & {"VB02", "VB03", "VB04"}


def test_the_location_may_be_declined_with_a_reason():
    assert "CLS10R" not in missing(reading({"CLS10": "5th and K"}))
    assert "CLS10R" in missing(reading({"CLS10": {"missing": 9}}))


def test_living_situation_is_not_asked_twice_on_one_day():
    assert "CLS10" in missing(reading({}))
    assert "CLS10" not in reading({}, living_situation_recorded=True).visible


def test_survivor_variant_skips_what_could_identify():
    asked = reading({"VB01": 1, "VB03": 1}, survivor=True).visible
    assert not asked & {"CLS10", "CLS11", "VB04", "HC60", "HC61", "HC80"}
    assert {"VB01", "VB03", "HC70"} <= asked


def test_couples_choose_and_youth_are_asked_about_foster_care():
    assert "AH09" in reading({}, household(partner=40)).visible
    assert "AH09" not in reading({}, household(partner=40, children=(3,))).visible
    assert "HC40" in reading({}, household(head=22)).visible
    assert "HC40" not in reading({}, household(head=25)).visible


def test_the_household_must_be_confirmed():
    assert "AH05" not in missing(reading({"AH05": "yes"}))
    (gap,) = [gap for gap in gaps(reading({"AH05": "fix"})) if gap.item.link_id == "AH05"]
    assert "Change the household" in str(gap.message)


def test_a_stored_answer_that_is_no_longer_valid_is_a_gap():
    (gap,) = [gap for gap in gaps(reading({"VB12": 101, "VB14": "2025-08-06"})) if gap.item.link_id == "VB14"]
    assert "earlier day" in str(gap.message)


def test_section_states():
    section = HCT.section("safety")
    assert section_state(section, reading({})) == SectionState.NOT_STARTED
    assert section_state(section, reading({"VB01": 1})) == SectionState.IN_PROGRESS
    assert section_state(section, reading({"VB01": 0})) == SectionState.COMPLETED


def test_kept_answers_leave_out_what_is_not_asked():
    assert reading({"VB01": 0, "VB03": 1, "NOPE": 1}).kept_answers() == {"AH01": "2025-08-05", "VB01": 0}


def test_foster_youth_check():
    answers = {"HC40": 1, "HC41": "2025-11-03", "VB12": 101}
    assert reading(answers, household(head=22)).value("HC42") is True
    assert reading({**answers, "HC41": "2025-11-04"}, household(head=22)).value("HC42") is False
    assert reading({**answers, "VB12": 410}, household(head=22)).value("HC42") is False
    assert reading(answers, household(head=30)).value("HC42") is False
