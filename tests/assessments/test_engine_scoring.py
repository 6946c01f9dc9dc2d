"""Score and EVH: the worked examples of policy §16, E."""

import pytest

from assessments.engine.scoring import score
from tests.assessments.readings import HCT, household, reading

FLEEING = {"VB01": 1, "VB03": 1}
PREGNANT = {"VB05": 1}
DISABLING = {"VB07": 1}
MENTAL = {"VB10": 1}
PHYSICAL = {"VB11": 1}
TENT = {"VB12": 116, "VB13": "tent"}
VEHICLE = {"VB12": 116, "VB13": "vehicle"}
EVERYTHING = {**FLEEING, **PREGNANT, **DISABLING, **MENTAL, **PHYSICAL, **TENT, "VB14": "2023-01-15"}


def since(day):
    return {"VB14": day}


def case(case_id, facts, answers, total, evh):
    return pytest.param(facts, answers, total, evh, marks=pytest.mark.case(case_id), id=case_id)


EXAMPLES = [
    case("E01", household(head=58), {**DISABLING, **MENTAL, **TENT, **since("2023-01-15")}, 6, True),
    case("E02", household(head=54), {**DISABLING, **MENTAL, **TENT, **since("2023-01-15")}, 5, False),
    case("E03", household(head=29), {**FLEEING, **PREGNANT, **DISABLING, **VEHICLE}, 6, True),
    case("E04", household(head=29), {**FLEEING, **PREGNANT, **VEHICLE}, 5, False),
    case("E05", household(head=58), EVERYTHING, 11, True),
    case("E06", household(head=50, partner=56), {**DISABLING, **PHYSICAL, **TENT, **since("2024-01-01")}, 6, True),
    case("E07", household(head=40), {**DISABLING, **MENTAL, **PHYSICAL, **TENT, **since("2024-08-05")}, 5, False),
    case("E09", household(head=31, children=(3, 6, 9)), {**FLEEING, **DISABLING, **VEHICLE}, 11, True),
    case("E10", household(head=31, children=(3, 9)), {**FLEEING, **DISABLING, **VEHICLE}, 10, True),
    case("E12", household(head=31, children=(3, 6, 9)), {**DISABLING, **MENTAL, **VEHICLE}, 10, True),
    case("E13", household(head=24, children=(2,)), {**PREGNANT, **DISABLING, **TENT}, 11, True),
    case("E14", household(head=31, children=(9,)), {"VB12": 101}, 2, False),
    case("E15", household(head=58, children=(2, 6, 9, 12)), EVERYTHING, 19, True),
    case(
        "E16",
        household(head=40),
        {"VB01": 8, "VB05": 9, "VB07": 99, "VB10": 8, "VB11": 9, "VB12": 99, "VB14": {"missing": 8}},
        0,
        False,
    ),
]


@pytest.mark.parametrize(("facts", "answers", "total", "evh"), EXAMPLES)
def test_score(facts, answers, total, evh):
    result = score(reading(answers, facts))
    assert (result.total, result.evh) == (total, evh)
    assert result.total == sum(line.points for line in result.lines)


def test_the_threshold_is_ten_for_families_and_six_for_everybody_else():
    assert score(reading({}, household(children=(9,)))).threshold == 10
    assert score(reading({}, household(partner=40))).threshold == 6
    assert score(reading({}, settings={"evh_threshold_default": 7})).threshold == 7


@pytest.mark.parametrize(("start", "over_a_year"), [("2024-08-05", False), ("2024-08-04", True)])
def test_over_a_year_is_strict(start, over_a_year):
    result = reading({**TENT, **since(start)})
    assert result.value("VB15") is over_a_year
    assert score(result).total == 2 + over_a_year


def test_several_factors_count_the_tent_but_not_the_vehicle():
    family = household(head=31, partner=31, children=(9,))
    assert reading({**TENT, **DISABLING}, family).value("VB21") == 2
    assert reading({**VEHICLE, **DISABLING}, family).value("VB21") == 1
    assert reading({**TENT, **DISABLING}).value("VB21") is None


def test_senior_age_is_a_setting():
    assert score(reading({}, household(head=55))).total == 1
    assert score(reading({}, household(head=55), settings={"senior_min_age": 56})).total == 0


def test_a_hidden_answer_never_scores():
    assert score(reading({"VB01": 0, "VB03": 1})).total == 0
    assert score(reading({"VB12": 101, "VB13": "tent"})).total == 0


def test_points_name_the_question_they_come_from():
    lines = score(reading({**TENT, **DISABLING})).lines
    assert [(line.link_id, line.points) for line in lines] == [("VB07", 1), ("VB13", 2)]
    assert all(HCT.wording_of(line.link_id).en for line in lines)
