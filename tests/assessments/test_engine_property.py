"""The engine and an independent plain reading of the data file agree: what is asked, what is missing, the score."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.completeness import gaps
from assessments.engine.definition import MISSING_CODES, ItemType
from assessments.engine.scoring import score
from assessments.engine.visibility import Reading
from tests.assessments import plain_reading
from tests.assessments.readings import HCT, ON, context, household

HOUSEHOLDS = st.builds(
    household,
    head=st.integers(18, 80),
    partner=st.none() | st.integers(18, 80),
    children=st.lists(st.integers(0, 17), max_size=5).map(tuple),
)


def some_answer(item):
    if item.options and item.repeats:
        alone = [option.code for option in item.options if option.exclusive or option.is_missing]
        several = [option.code for option in item.options if option.code not in alone]
        lists = st.lists(st.sampled_from(several), min_size=1, unique=True).map(
            lambda codes: sorted(codes, key=several.index)
        )
        return lists | st.sampled_from(alone).map(lambda code: [code]) if alone else lists
    if item.options:
        return st.sampled_from([option.code for option in item.options])
    if item.type == ItemType.DATE and not item.worker_answers:
        return st.dates(date(2020, 1, 1), ON).map(date.isoformat) | st.sampled_from(MISSING_CODES).map(
            lambda c: {"missing": c}
        )
    if item.type in (ItemType.TEXT, ItemType.STRING) and not item.worker_answers:
        return st.just("here") | st.sampled_from(MISSING_CODES).map(lambda code: {"missing": code})
    return {
        ItemType.DATE: st.dates(date(2020, 1, 1), ON).map(date.isoformat),
        ItemType.INTEGER: st.integers(0, 9),
        ItemType.DECIMAL: st.just("914.00"),
        ItemType.REFERENCE: st.just("6f9619ff-8b86-d011-b42d-00c04fc964ff"),
    }.get(item.type, st.just("x"))


ANSWERS = st.fixed_dictionaries(
    {"AH01": st.just(ON.isoformat())},
    optional={
        link_id: some_answer(item)
        for link_id, item in HCT.items.items()
        if link_id != "AH01" and item.type != ItemType.GROUP
    },
)


def plain_facts(surroundings):
    facts = surroundings.household
    return {
        "family": facts.type == "FAMILY",
        "couple": facts.type == "COUPLE",
        "minors": facts.minors,
        "tay_headed": facts.tay_headed,
        "single_parent": facts.single_parent,
        "child_under_5": facts.child_under_5,
        "oldest_adult_age": facts.oldest_adult_age,
        "head_age": facts.head_age,
        "survivor": surroundings.survivor,
        "living_situation_recorded": surroundings.living_situation_recorded,
    }


@given(ANSWERS, HOUSEHOLDS, st.booleans(), st.booleans())
def test_engine_equals_the_plain_reading(answers, facts, survivor, recorded):
    surroundings = context(facts, survivor=survivor, living_situation_recorded=recorded)
    reading = Reading(HCT, answers, surroundings)
    plain = plain_facts(surroundings)
    assert reading.visible == plain_reading.asked_questions(answers, plain)
    assert {gap.item.link_id for gap in gaps(reading) if gap.is_unanswered} == plain_reading.unanswered(answers, plain)
    assert score(reading).total == plain_reading.points(answers, plain)


@given(ANSWERS, HOUSEHOLDS)
def test_score_stays_within_its_bounds_and_ignores_hidden_answers(answers, facts):
    reading = Reading(HCT, answers, context(facts))
    total = score(reading).total
    assert 0 <= total <= (19 if facts.is_family else 11)
    assert score(Reading(HCT, reading.kept_answers(), reading.context)).total == total
