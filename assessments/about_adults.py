"""Which person an answer speaks of: "any adult" is somebody only with one adult, or where the worker says who.

Served (HUD 3.07), disabling condition (3.08) and language (C4) belong to a person and stand on their profile; lists and
sheets read them there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from assessments.engine.facts import Context
from assessments.models import Assessment, Draft
from assessments.surroundings import DraftReading, age_of, members_on
from clients.household import SELF, Member
from clients.models import Client

SERVED, CONDITION, LANGUAGE = "HC30", "VB07", "AH08"
# Question of an instrument -> what the profile calls it.
FACTS = {SERVED: "veteran_status", CONDITION: "disabling_condition", LANGUAGE: "preferred_language"}
# "Does any adult ...": yes speaks of one or several of them, no of all.
OF_ANY = frozenset({SERVED, CONDITION})
YES, NO, NOT_COLLECTED = 1, 0, 99
NOT_SAID = frozenset({8, 9, NOT_COLLECTED})


def about_one(adults: object) -> bool:
    """Whether an answer about any adult of a household speaks of one person."""
    return adults == 1


class Ask(StrEnum):
    """What the worker is asked: of which adults it is true, whose answer it is, or which of two answers is right."""

    WHICH = "which"
    WHOSE = "whose"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One answer that the worker must place before the assessment is sent, and the people it may be about."""

    link_id: str
    ask: Ask
    answer: int
    people: Sequence[Client]
    closed: bool = False

    @property
    def fact(self) -> str:
        """What the profile calls it."""
        return FACTS[self.link_id]


@dataclass(frozen=True, slots=True)
class Told:
    """What the worker said: of which adults an answer is true, by question; whose language it is; which answers leave
    the profile as it is.
    """

    which: Mapping[str, Collection[int]] = field(default_factory=dict)
    speaker: int | None = None
    profile_is_right: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer for one profile: what it said before, what was answered, and whether the profile stays as it is."""

    link_id: str
    client_id: int
    before: int | None
    answer: int
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Adults:
    """The adults of a household that the reader sees, the client first; how many there are; what was answered."""

    people: Sequence[Client]
    count: int
    answers: Mapping[str, int]

    def doubts(self) -> list[Doubt]:
        """Return what must be asked: who is meant among several adults, or which answer is right of one."""
        found = [self._doubt(link_id, answer) for link_id, answer in self.answers.items() if answer not in NOT_SAID]
        return [doubt for doubt in found if doubt is not None]

    def facts(self, told: Told) -> list[Fact]:
        """Return what goes onto which profile; nothing where it stays open who is meant."""
        return [
            fact
            for link_id, answer in self.answers.items()
            for person, value in self._meant(link_id, answer, told)
            if (fact := self._fact(link_id, person, value, told)) is not None
        ]

    def _doubt(self, link_id: str, answer: int) -> Doubt | None:
        known = [known_on(person, link_id) for person in self.people]
        if not known:
            return None
        if about_one(self.count):
            differs = known[0] not in (None, answer)
            return Doubt(link_id, Ask.RIGHT, answer, self.people[:1]) if differs else None
        closed = len(self.people) < self.count
        if link_id in OF_ANY and (answer == YES or YES in known):
            return Doubt(link_id, Ask.WHICH, answer, self.people, closed)
        if link_id == LANGUAGE and known[0] != answer:
            return Doubt(link_id, Ask.WHOSE, answer, self.people, closed)
        return None

    def _meant(self, link_id: str, answer: int, told: Told) -> list[tuple[Client, int]]:
        """Return the people an answer is about, each with what it says of them."""
        if about_one(self.count):
            return [(person, answer) for person in self.people[:1]]
        if link_id in told.which:
            return [(person, YES if person.pk in told.which[link_id] else NO) for person in self.people]
        if link_id in OF_ANY and answer == NO:
            return [(person, NO) for person in self.people if known_on(person, link_id) is None]
        if link_id == LANGUAGE:
            return [(person, answer) for person in self.people if person.pk == told.speaker]
        return []

    def _fact(self, link_id: str, person: Client, answer: int, told: Told) -> Fact | None:
        before = getattr(person, FACTS[link_id])
        says_less = answer in NOT_SAID and (link_id == LANGUAGE or before != NOT_COLLECTED)
        if answer == before or says_less:
            return None
        stays = link_id in told.profile_is_right and known_on(person, link_id) is not None
        return Fact(link_id, person.pk, before, answer, stays)


def known_on(person: Client, link_id: str) -> int | None:
    """Return what the profile answers; None where it says nothing, or only that the client did not say."""
    value: int | None = getattr(person, FACTS[link_id])
    return None if value in NOT_SAID else value


def adults_of(current: DraftReading) -> Adults:
    """Return the adults a draft speaks of on its day, with its answers about them."""
    draft, context = current.draft, current.context
    kept = current.reading.kept_answers()
    if context.survivor:
        # A language could help to find somebody (policy §11).
        kept.pop(LANGUAGE, None)
    answers = {link_id: answer for link_id in FACTS if isinstance(answer := kept.get(link_id), int)}
    return Adults(_adults_in(draft, context), context.household.adults, answers)


def _adults_in(draft: Draft, context: Context) -> list[Client]:
    day = context.assessed_on

    def is_adult(relationship: int, person: Client) -> bool:
        return not Member(relationship, stated_age=age_of(person, day)).is_minor(day)

    if context.household.adults == 1 and is_adult(SELF, draft.client):
        return [draft.client]
    others = [row for row in members_on(draft.enrollment, day) if row.client_id != draft.client_id]
    people = [(SELF, draft.client), *((row.relationship, row.client) for row in others if not row.lives_elsewhere)]
    return [person for relationship, person in people if is_adult(relationship, person)]


def offered_by_profile(adults: Sequence[Client], count: int) -> dict[str, int]:
    """Return what the profiles answer already: of one adult all, of several whether any or none of them served.

    A condition is not offered to several: whoever holds the screen would read what another one told.
    """
    if not adults:
        return {}
    first = {link_id: value for link_id in FACTS if (value := known_on(adults[0], link_id)) is not None}
    if about_one(count):
        return first
    offers = {link_id: value for link_id, value in first.items() if link_id == LANGUAGE}
    served = [known_on(person, SERVED) for person in adults]
    if YES in served:
        offers[SERVED] = YES
    elif len(served) == count and None not in served:
        offers[SERVED] = NO
    return offers


def as_kept(facts: Sequence[Fact]) -> dict[str, list[dict[str, object]]]:
    """Return the facts as a record keeps them, by question."""
    kept: dict[str, list[dict[str, object]]] = {}
    for fact in facts:
        row = asdict(fact)
        kept.setdefault(row.pop("link_id"), []).append(row)
    return kept


def facts_in(assessment: Assessment) -> list[Fact]:
    """Return what a record says should stand on profiles."""
    return [Fact(link_id, **row) for link_id in FACTS for row in assessment.profile_facts.get(link_id, ())]
