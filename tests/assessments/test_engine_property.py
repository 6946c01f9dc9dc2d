"""The engine and an independent plain reading of the data file agree: what is asked, what is missing, the score."""

from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.engine import loader
from assessments.engine.completeness import gaps
from assessments.engine.definition import MISSING_CODES, ItemType
from assessments.engine.facts import GATHERED
from assessments.engine.people import for_people
from assessments.engine.person import Person
from assessments.engine.scoring import score
from assessments.engine.visibility import Reading
from assessments.versions import SHIPPED
from tests.assessments import plain_reading
from tests.assessments.readings import HCT, ON, context, household

EVERY_VERSION = [(instrument, version) for instrument, versions in SHIPPED.items() for version in versions]
# Nobody each_adult, an adult alone, and two of whom a third stands between who left or is a child.
ALONE = Person("a", asked=True)
PEOPLE = ((), (ALONE,), (ALONE, Person("b", asked=False), Person("c", asked=True)))
HOUSEHOLDS = st.builds(
    household,
    head=st.integers(18, 80),
    partner=st.none() | st.integers(18, 80),
    children=st.lists(st.integers(0, 17), max_size=5).map(tuple),
)


@cache
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
    if item.type == ItemType.REFERENCE and item.repeats:
        return st.just(["6f9619ff-8b86-d011-b42d-00c04fc964ff"])
    return {
        ItemType.DATE: st.dates(date(2020, 1, 1), ON).map(date.isoformat),
        ItemType.INTEGER: st.integers(0, 9),
        ItemType.DECIMAL: st.just("914.00"),
        ItemType.REFERENCE: st.just("6f9619ff-8b86-d011-b42d-00c04fc964ff"),
    }.get(item.type, st.just("x"))


@cache
def answers_to(instrument, version="1", people=()):
    definition = for_people(loader.load(instrument, version), people)
    dated = definition.date_question
    return st.fixed_dictionaries(
        {dated: st.just(ON.isoformat())} if dated else {},
        optional={
            link_id: some_answer(item)
            for link_id, item in definition.items.items()
            if link_id != dated and item.type != ItemType.GROUP
        },
    )


ANSWERS = answers_to("HCT")


GATHERED_FACTS = st.fixed_dictionaries(
    {},
    optional={
        "client_status": st.sampled_from(["ACTIVE", "PARKED"]),
        "last_contact_on": st.dates(date(2020, 1, 1), ON),
        "last_contact_how": st.sampled_from(["cls", "document"]),
        "last_contact_by": st.just("Somebody"),
        "readiness_tier": st.sampled_from(["NOT_READY", "PSH_READY"]),
        "chronic_status": st.sampled_from(["VERIFIED", "SELF_REPORTED", "NOT_CHRONIC"]),
        "chronic_months_proved": st.integers(0, 12),
        "evh": st.booleans(),
        "veteran": st.booleans(),
        "transfer_requested": st.booleans(),
        "declines_of_client": st.integers(0, 5),
        "declines_of_programs": st.integers(0, 5),
    },
)


def plain_facts(surroundings):
    facts = surroundings.household
    return {
        **{name: surroundings.gathered.get(name) for name in GATHERED},
        "family": facts.type == "FAMILY",
        "couple": facts.type == "COUPLE",
        "lives_as_couple": surroundings.lives_as_couple,
        "minors": facts.minors,
        "tay_headed": facts.tay_headed,
        "single_parent": facts.single_parent,
        "child_under_5": facts.child_under_5,
        "oldest_adult_age": facts.oldest_adult_age,
        "head_age": facts.head_age,
        "release_active": surroundings.release_active,
        "day": surroundings.assessed_on,
        "survivor": surroundings.survivor,
        "living_situation_recorded": surroundings.living_situation_recorded,
        "each_adult": [one.key for one in surroundings.people if one.asked],
    }


@pytest.mark.parametrize(("instrument", "version"), EVERY_VERSION)
@settings(max_examples=25)
@given(
    data=st.data(), facts=HOUSEHOLDS, survivor=st.booleans(), recorded=st.booleans(), apart=st.booleans(),
    gathered=GATHERED_FACTS, people=st.sampled_from(PEOPLE),
)  # fmt: skip
def test_engine_equals_the_plain_reading(instrument, version, data, facts, survivor, recorded, apart, gathered, people):
    definition, plain = loader.load(instrument, version), plain_reading.plain(instrument, version)
    answers = data.draw(answers_to(instrument, version, people))
    surroundings = context(
        facts, survivor=survivor, living_situation_recorded=recorded, gathered=gathered, people=people,
        lives_as_couple=facts.type == "COUPLE" or apart,
    )  # fmt: skip
    reading, known = Reading(definition, answers, surroundings), plain_facts(surroundings)
    assert reading.visible == plain.asked(answers, known)
    assert {gap.item.link_id for gap in gaps(reading) if gap.is_unanswered} == plain.unanswered(answers, known)
    assert reading.computed == plain.counted(answers, known)
    if definition.score_rules:
        total = score(reading).total
        assert total == plain.points(answers, known)
        assert total == plain_reading.points_in_words(answers, reading.visible, known)


@given(ANSWERS, HOUSEHOLDS)
def test_score_stays_within_its_bounds_and_ignores_hidden_answers(answers, facts):
    reading = Reading(HCT, answers, context(facts))
    total = score(reading).total
    assert 0 <= total <= (19 if facts.is_family else 11)
    assert score(Reading(HCT, reading.kept_answers(), reading.context)).total == total
