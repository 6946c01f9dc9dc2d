"""Which questions are asked: enable-when over the answers, the household and the survivor variant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from .computed import compute
from .definition import MISSING_CODES, Condition, Definition, Item, Operator, Section
from .facts import Context
from .people import concerns_nobody, for_people

Answers = Mapping[str, object]


def real_value(item: Item | None, answer: object) -> object:
    """Return the answer when it says something, else None: nothing given, or HUD 8, 9 or 99."""
    if answer is None or (isinstance(answer, Mapping) and "missing" in answer):
        return None
    if item is None:
        return answer
    if item.options:
        codes = answer if isinstance(answer, list) else [answer]
        known = [code for code in codes if (option := item.option(code)) and not option.is_missing]
        return (known or None) if item.repeats else next(iter(known), None)
    return date.fromisoformat(answer) if item.type == "date" and isinstance(answer, str) else answer


@dataclass(frozen=True)
class Reading:
    """One set of answers read with one definition in one context. Answers to hidden questions count as not given.

    Sections that are asked per member stand in `definition` once for each person.
    """

    definition: Definition
    answers: Answers
    context: Context

    def __post_init__(self) -> None:
        object.__setattr__(self, "definition", for_people(self.definition, self.context.people))

    @cached_property
    def visible(self) -> frozenset[str]:
        """Link ids of the questions asked; a question hidden by another one also hides what depends on it."""
        shown: set[str] = set()
        for section in self.definition.sections:
            if concerns_nobody(section) or not self._met(section, shown):
                continue
            for item in section.items:
                if self._is_asked(item, shown):
                    shown.add(item.link_id)
        return frozenset(shown)

    @cached_property
    def computed(self) -> Mapping[str, object]:
        """Values of the computed items, in the order of the file; None where one is not for this household."""
        values: dict[str, object] = {}
        for computed in self.definition.computed:
            values[computed.link_id] = (
                compute(computed, lookup=lambda link_id: self._value(link_id, self.visible, values),
                        holds=lambda condition: self._holds(condition, self.visible, values), context=self.context)
                if self.context.shows(computed.who)
                else None
            )  # fmt: skip
        return values

    def value(self, link_id: str) -> object:
        """Return what a visible question or a computed item says, or None (not asked, not answered, 8, 9, 99)."""
        return self._value(link_id, self.visible, self.computed)

    def holds(self, condition: Condition) -> bool:
        """Whether a condition is true of this reading; with no answer every operator but "not equal" is false."""
        return self._holds(condition, self.visible, self.computed)

    def items_of(self, section: Section) -> list[Item]:
        """The section's questions that are asked, in order."""
        return [item for item in section.items if item.link_id in self.visible]

    def sections(self) -> list[Section]:
        """The sections with at least one question to ask."""
        return [section for section in self.definition.sections if self.items_of(section)]

    def kept_answers(self) -> dict[str, object]:
        """The answers to visible questions only: what a submitted record keeps."""
        return {link_id: self.answers[link_id] for link_id in self.definition.items if self._kept(link_id)}

    def _kept(self, link_id: str) -> bool:
        return link_id in self.visible and self.answers.get(link_id) is not None

    def _is_asked(self, item: Item, shown: set[str]) -> bool:
        if not self.context.shows(item.who) or (item.survivor_skips and self.context.survivor):
            return False
        return self._met(item, shown)

    def _met(self, part: Item | Section, shown: set[str]) -> bool:
        if not part.enable_when:
            return True
        results = [self._holds(condition, shown, {}) for condition in part.enable_when]
        return any(results) if part.enable_any else all(results)

    def _value(self, link_id: str, shown: frozenset[str] | set[str], computed: Mapping[str, object]) -> object:
        if link_id in computed:
            return computed[link_id]
        if link_id not in shown:
            return None
        return real_value(self.definition.items.get(link_id), self.answers.get(link_id))

    def _holds(self, condition: Condition, shown: frozenset[str] | set[str], computed: Mapping[str, object]) -> bool:
        item = self.definition.items.get(condition.question)
        value = (
            self.context.fact(condition.fact)
            if condition.fact
            else self._value(condition.question, shown, computed)
        )  # fmt: skip
        # A condition may ask for "client does not know" itself, so equality also looks at the bare code.
        if value is None and item and condition.operator == Operator.EQUALS and condition.answer in MISSING_CODES:
            return condition.question in shown and _bare_code(self.answers.get(condition.question)) == condition.answer
        return matches(condition, value, item, self.context)


def matches(condition: Condition, value: object, item: Item | None, context: Context) -> bool:
    """Whether a value meets a condition; comparisons with nothing are false, except `!=` and `exists` false."""
    expected = context.settings.get(condition.setting, condition.answer) if condition.setting else condition.answer
    match condition.operator:
        case Operator.EXISTS:
            return (value is not None) == bool(expected)
        case Operator.EQUALS:
            return expected in value if isinstance(value, list) else value is not None and value == expected
        case Operator.NOT_EQUALS:
            return expected not in value if isinstance(value, list) else value != expected
        case Operator.IN:
            return _is_among(condition, value, item)
        case Operator.BY_DAYS_AFTER:
            return isinstance(value, date) and value <= context.assessed_on + timedelta(days=int(str(expected)))
    return _compares(condition.operator, value, expected)


def _is_among(condition: Condition, value: object, item: Item | None) -> bool:
    values = value if isinstance(value, list) else [value]
    if condition.groups and item:
        return any((option := item.option(code)) and option.group in condition.groups for code in values)
    return isinstance(condition.answer, tuple) and any(code in condition.answer for code in values)


def _compares(operator: Operator, value: object, expected: object) -> bool:
    if not isinstance(value, int | float) or not isinstance(expected, int | float):
        return False
    return {
        Operator.GREATER: value > expected,
        Operator.LESS: value < expected,
        Operator.AT_LEAST: value >= expected,
        Operator.AT_MOST: value <= expected,
    }[operator]


def _bare_code(answer: object) -> object:
    return answer.get("missing") if isinstance(answer, Mapping) else answer
