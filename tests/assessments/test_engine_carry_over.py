"""Answers that carry over within 60 days."""

from datetime import date

import pytest

from assessments.engine.carry_over import carried_answers
from tests.assessments.readings import HCT, context, household

SOURCE_ON = date(2025, 7, 1)
SOURCE = {"VB07": 1, "VB10": 99, "VB11": 9, "VB12": 116, "HC05": ["ground_floor"], "VB14": "2024-01-01", "HC08": "gone"}


def carried(on):
    return carried_answers(HCT, SOURCE, source_on=SOURCE_ON, context=context(household(on=on), on=on))


@pytest.mark.case("D14")
def test_answers_carry_for_60_days():
    assert carried(date(2025, 8, 30)) == {"VB07": 1, "VB11": 9, "HC05": ["ground_floor"], "VB14": "2024-01-01"}
    assert carried(date(2025, 8, 31)) == {}


def test_a_later_source_does_not_carry_back():
    assert carried(date(2025, 6, 30)) == {}
