"""The typed form of an instrument data file. Terms follow the FHIR Questionnaire model (architecture, idea 3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from django.utils.translation import get_language

from cas_portal.hud.groups import DATA_NOT_COLLECTED, DO_NOT_KNOW, PREFERS_NOT_TO_ANSWER

from .limits import Limits
from .person import PerMember, Person

Code = int | str

MISSING_CODES = (DO_NOT_KNOW, PREFERS_NOT_TO_ANSWER, DATA_NOT_COLLECTED)


class ItemType(StrEnum):
    """FHIR item types in use; a choice with `repeats` takes several answers, a group with `repeats` is a table."""

    CHOICE = "choice"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    STRING = "string"
    TEXT = "text"
    REFERENCE = "reference"
    GROUP = "group"


class Who(StrEnum):
    """Which households see an item: instruments §0, column HH."""

    ALL = "A"
    FAMILY = "F"
    NO_MINORS = "N"
    TAY = "T"
    COUPLE = "CP"


class Sensitive(StrEnum):
    """What an answer could betray: it stays off paper and screens that others may see, unless somebody asks for it."""

    VIOLENCE = "violence"
    HEALTH = "health"
    RECORD = "record"
    IDENTITY = "identity"


class Operator(StrEnum):
    """FHIR enable-when operators, plus membership and "no later than N days after the assessment"."""

    EXISTS = "exists"
    EQUALS = "="
    NOT_EQUALS = "!="
    GREATER = ">"
    LESS = "<"
    AT_LEAST = ">="
    AT_MOST = "<="
    IN = "in"
    BY_DAYS_AFTER = "by_days_after"


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in English and Spanish; as a string it is in the active language."""

    en: str
    es: str

    def __str__(self) -> str:
        return self.said_in(get_language() or "en")

    def said_in(self, language: str) -> str:
        """Return the text in a language of which it has words, else in English."""
        return self.es if language.startswith("es") else self.en


@dataclass(frozen=True, slots=True)
class Option:
    """One answer option. `group`: HUD group of a living situation; `exclusive`: stands alone among several;
    `is_missing`: says that there is no answer (HUD 8, 9, 99) and so never scores.
    """

    code: Code
    text: Wording
    group: str = ""
    exclusive: bool = False
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """One test on the answer to a question, a computed item or a fact. `setting` may replace the answer."""

    operator: Operator
    question: str = ""
    fact: str = ""
    answer: object = True
    groups: tuple[str, ...] = ()
    setting: str = ""


@dataclass(frozen=True, slots=True)
class Editor:
    """Roles that edit a field of a living instrument; a choice perhaps only from some answers (`before`) to others."""

    roles: tuple[str, ...]
    before: tuple[Code, ...] = ()
    after: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `required` holds while it is shown; `survivor_skips` marks what survivor variants leave out;

    `permission` names the right without which nobody is asked it or reads its answer; `sensitive` what it could betray;
    `edited_by` who edits it in a living instrument: a column without editors of its own has those of its table.
    """

    link_id: str
    type: ItemType
    text: Wording
    help: Wording | None = None
    options: tuple[Option, ...] = ()
    repeats: bool = False
    required: bool = False
    who: Who = Who.ALL
    survivor_skips: bool = False
    carry_over: bool = False
    worker_answers: bool = False
    hud: str = ""
    enable_when: tuple[Condition, ...] = ()
    enable_any: bool = False
    initial: object = None
    initial_fact: str = ""
    must_be: Code | None = None
    must_be_message: Wording | None = None
    limits: Limits = field(default_factory=Limits)
    reference: str = ""
    permission: str = ""
    edited_by: tuple[Editor, ...] = ()
    sensitive: Sensitive | None = None
    items: tuple["Item", ...] = ()

    def option(self, code: object) -> Option | None:
        """Return the option with this code, else None."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class Computed:
    """A derived, read-only value: a fact, a constant, a period test, a count or conjunction of conditions, or a choice
    between two values by conditions. `options` gives the words of a code, `permission` the right to read it.
    """

    link_id: str
    text: Wording
    kind: str
    who: Who = Who.ALL
    fact: str = ""
    value: object = None
    otherwise: object = None
    start: str = ""
    end: str = ""
    months: int = 0
    conditions: tuple[Condition, ...] = ()
    options: tuple[Option, ...] = ()
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One small topic: a row of the task list and a page of questions. Its conditions hold for all its questions.

    `per_member` makes a page of it for everybody concerned (engine.people): those have a `person`, and the id of the
    file as their `topic`.
    """

    id: str
    title: Wording
    items: tuple[Item, ...]
    intro: Wording | None = None
    enable_when: tuple[Condition, ...] = ()
    enable_any: bool = False
    per_member: PerMember | None = None
    person: Person | None = None
    template: str = ""

    @property
    def topic(self) -> str:
        """The id in the data file, which the pages of several people share."""
        return self.template or self.id

    @property
    def heading(self) -> str:
        """The title, with the name of whom the page is about."""
        name = self.person.name if self.person else ""
        return f"{self.title}: {name}" if name else str(self.title)


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """Points for a question or computed item when the condition holds: score_rule(question, condition, points)."""

    condition: Condition
    points: int
    who: Who = Who.ALL


@dataclass(frozen=True, slots=True)
class Threshold:
    """The score from which a household is extremely vulnerable; a community setting may replace the value."""

    value: int
    setting: str = ""


@dataclass(frozen=True)
class Definition:
    """One version of one instrument, whole and checked.

    `living` names the right to edit it in place, every change a version (X14); empty for what is submitted once. With
    `not_for_survivors` nobody fills it in for a survivor.
    """

    instrument: str
    version: str
    title: Wording
    summary: Wording
    minutes: int
    sections: tuple[Section, ...]
    computed: tuple[Computed, ...]
    score_rules: tuple[ScoreRule, ...]
    thresholds: Mapping[str, Threshold]
    not_for_survivors: bool = False
    date_question: str = "AH01"
    living: str = ""

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Every question by link id, in the order asked; rows of tables are not among them."""
        return {item.link_id: item for section in self.sections for item in section.items}

    @cached_property
    def fields(self) -> Mapping[str, Item]:
        """Every question and every column of a table by link id, in the order of the file."""
        return {part.link_id: part for item in self.items.values() for part in (item, *item.items)}

    @cached_property
    def computed_by_id(self) -> Mapping[str, Computed]:
        """Every computed item by link id."""
        return {computed.link_id: computed for computed in self.computed}

    def section(self, section_id: str) -> Section | None:
        """Return the section with this id, else None."""
        return next((section for section in self.sections if section.id == section_id), None)

    def section_of(self, link_id: str) -> Section:
        """Return the section that asks the question; raises KeyError for an unknown link id."""
        for section in self.sections:
            if any(item.link_id == link_id for item in section.items):
                return section
        raise KeyError(link_id)

    def wording_of(self, link_id: str) -> Wording:
        """Return the text of a question or computed item; raises KeyError for an unknown link id."""
        if link_id in self.items:
            return self.items[link_id].text
        return self.computed_by_id[link_id].text

    def conditions(self) -> Iterator[Condition]:
        """Yield every condition of the file, for checks."""
        for section in self.sections:
            yield from section.enable_when
        for item in self.items.values():
            yield from item.enable_when
        for computed in self.computed:
            yield from computed.conditions
        for rule in self.score_rules:
            yield rule.condition
