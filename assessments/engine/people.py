"""Questions that are asked of each adult of the household: sections marked so, once for everybody (instruments §7)."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from .definition import Condition, Definition, Item, Section
from .person import Person


def for_people(definition: Definition, people: Sequence[Person]) -> Definition:
    """Return the definition with the pages of each person in place of every section that is asked per member.

    Those who are not asked on the day have theirs too: nothing shows them, and answers typed before somebody left are
    kept. Neighbouring sections follow person by person. Otherwise the definition is the same.
    """
    asked = {item.link_id for section in definition.sections if section.per_member for item in section.items}
    if not asked:
        return definition
    sections: list[Section] = []
    for per_member, run in groupby(definition.sections, key=lambda section: section.per_member):
        if per_member is None:
            sections += run
        else:
            together = list(run)
            sections += [_about(section, person, asked) for person in people for section in together]
    return replace(definition, sections=tuple(sections))


def asks_per_member(definition: Definition) -> bool:
    """Whether a section is asked of each adult of the household."""
    return any(section.per_member for section in definition.sections)


def concerns_nobody(section: Section) -> bool:
    """Whether a section is about somebody who is not asked on the day: their answers wait."""
    return section.person is not None and not section.person.asked


def is_of_another(section: Section) -> bool:
    """Whether a section is about another adult than the client whom the assessment is about."""
    return section.person is not None and not section.person.own


def words_of(definition: Definition, link_id: str) -> str:
    """Return a question with the name of whom it is about, where the page has one; KeyError for an unknown id."""
    person = definition.section_of(link_id).person
    text = str(definition.items[link_id].text)
    return f"{person.name}: {text}" if person and person.name else text


def own_id(name: str, person: Person) -> str:
    """Return the id of a question or section that is about one person."""
    return f"{name}_{person.key}"


def _about(section: Section, person: Person, asked: set[str]) -> Section:
    return replace(
        section,
        id=own_id(section.id, person),
        items=tuple(_own(item, person, asked) for item in section.items),
        enable_when=_conditions(section.enable_when, person, asked),
        per_member=None,
        person=person,
        template=section.id,
    )


def _own(item: Item, person: Person, asked: set[str]) -> Item:
    conditions = _conditions(item.enable_when, person, asked)
    most = item.limits.at_most
    limits = replace(item.limits, at_most=own_id(most, person)) if most in asked else item.limits
    return replace(item, link_id=own_id(item.link_id, person), enable_when=conditions, limits=limits)


def _conditions(conditions: Sequence[Condition], person: Person, asked: set[str]) -> tuple[Condition, ...]:
    return tuple(
        replace(one, question=own_id(one.question, person)) if one.question in asked else one for one in conditions
    )
