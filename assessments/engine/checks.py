"""Checks of a whole definition: every fault that would otherwise show only when somebody reaches the question."""

from collections import Counter
from collections.abc import Iterator

from cas_portal.access.permissions import SCAS_DESK, Permission

from .computed import KINDS
from .definition import Computed, Condition, Definition, Item, ItemType, Operator, Section, Wording
from .facts import FACTS
from .living import living_problems

RIGHTS = {*Permission, SCAS_DESK}
# What reference questions choose from: `assessments.references`, and what floors above choose for living instruments.
REFERENCES = {"access_point", "project", "shelter", "agency"}
REFERENCES_ABOVE = {"person", "member", "opening", "file"}
DAY_NAMES = ("", "today", "assessed_on", "enrolled_on", "month_before", "ten_months_on")


def problems_in(definition: Definition) -> list[str]:
    """Return every fault of the definition in plain words; an empty list means that it can be used."""
    return [
        *_repeated_ids(definition),
        *_bad_wordings(definition),
        *(problem for item in definition.items.values() for problem in _bad_item(item)),
        *_bad_references(definition),
        *_bad_order(definition),
        *_bad_reach(definition),
        *_bad_conditions(definition),
        *_bad_computed(definition),
        *_bad_scoring(definition),
        *_bad_date(definition),
        *living_problems(definition),
    ]


def _repeated_ids(definition: Definition) -> Iterator[str]:
    ids = [item.link_id for section in definition.sections for item in section.items]
    ids += [child.link_id for item in definition.items.values() for child in item.items]
    ids += [computed.link_id for computed in definition.computed]
    for link_id, times in Counter(ids).items():
        if times > 1:
            yield f"{link_id}: used {times} times"


def _bad_wordings(definition: Definition) -> Iterator[str]:
    for name, wording in _wordings(definition):
        for language in ("en", "es"):
            if not getattr(wording, language).strip():
                yield f"{name}: no text in {language}"


def _wordings(definition: Definition) -> Iterator[tuple[str, Wording]]:
    yield "title", definition.title
    yield "summary", definition.summary
    for section in definition.sections:
        yield section.id, section.title
        if section.intro:
            yield section.id, section.intro
    for item in definition.items.values():
        for part in (item, *item.items):
            yield part.link_id, part.text
            yield from ((part.link_id, text) for text in (part.help, part.must_be_message) if text)
            yield from ((f"{part.link_id}={option.code}", option.text) for option in part.options)
    for computed in definition.computed:
        yield computed.link_id, computed.text
        yield from ((f"{computed.link_id}={option.code}", option.text) for option in computed.options)


def _bad_item(item: Item) -> Iterator[str]:
    if (item.type == ItemType.CHOICE) != bool(item.options):
        yield f"{item.link_id}: a choice needs options and only a choice may have them"
    if (item.type == ItemType.GROUP) != bool(item.items):
        yield f"{item.link_id}: a table needs columns and only a table may have them"
    if (item.type == ItemType.REFERENCE) != bool(item.reference):
        yield f"{item.link_id}: a reference must say what it refers to"
    if item.must_be is not None and (not item.option(item.must_be) or not item.must_be_message):
        yield f"{item.link_id}: mustBe needs one of its options and a message"
    yield from _bad_codes_and_right(item)
    if item.permission and item.required and not item.enable_when:
        yield f"{item.link_id}: only some may answer it, so it cannot be required"
    yield from _bad_initial_and_limits(item)
    for child in item.items:
        yield from _bad_item(child)


def _bad_codes_and_right(part: Item | Computed) -> Iterator[str]:
    codes = [str(option.code) for option in part.options]
    if len(set(codes)) != len(codes):
        yield f"{part.link_id}: an option code is used twice"
    if part.permission and part.permission not in RIGHTS:
        yield f"{part.link_id}: unknown permission {part.permission}"


def _bad_initial_and_limits(item: Item) -> Iterator[str]:
    if item.initial is not None and item.options and not item.option(item.initial):
        yield f"{item.link_id}: initial is not one of its options"
    if item.initial_fact and item.initial_fact not in FACTS:
        yield f"{item.link_id}: unknown fact {item.initial_fact}"
    if item.limits.not_after not in DAY_NAMES or item.limits.not_before not in DAY_NAMES:
        yield f"{item.link_id}: a date limit names an unknown day"
    if any(link_id not in {child.link_id for child in item.items} for link_id in item.limits.row_period):
        yield f"{item.link_id}: rowPeriod names an unknown column"
    if any(link_id not in {child.link_id for child in item.items} for link_id in item.limits.row_way):
        yield f"{item.link_id}: rowWay names an unknown column"


def _bad_references(definition: Definition) -> Iterator[str]:
    known = REFERENCES | (REFERENCES_ABOVE if definition.living else set())
    for field in definition.fields.values():
        if field.reference and field.reference not in known:
            yield f"{field.link_id}: unknown reference {field.reference}"


def _bad_order(definition: Definition) -> Iterator[str]:
    asked: set[str] = set()
    for section in definition.sections:
        yield from _asked_later(section.id, section.enable_when, asked)
        for item in section.items:
            yield from _asked_later(item.link_id, item.enable_when, asked)
            if item.limits.at_most and item.limits.at_most not in asked:
                yield f"{item.link_id}: is held against {item.limits.at_most}, which is not asked before it"
            asked.add(item.link_id)


def _asked_later(name: str, conditions: tuple[Condition, ...], asked: set[str]) -> Iterator[str]:
    for condition in conditions:
        if condition.question and condition.question not in asked:
            yield f"{name}: is shown by {condition.question}, which is not asked before it"


def _bad_reach(definition: Definition) -> Iterator[str]:
    """What is asked of each adult has no one answer that anything else could depend on."""
    own = {item.link_id for section in definition.sections if section.per_member for item in section.items}
    if definition.date_question in own:
        yield f"{definition.date_question}: the date of the assessment is asked once"
    once: list[Section | Item] = [section for section in definition.sections if not section.per_member]
    once += [item for item in definition.items.values() if item.link_id not in own]
    limits = [item.limits.at_most for item in definition.items.values() if item.link_id not in own]
    conditions = [condition for part in once for condition in part.enable_when]
    conditions += [condition for computed in definition.computed for condition in computed.conditions]
    conditions += [rule.condition for rule in definition.score_rules]
    used = [*limits, *(condition.question for condition in conditions)]
    used += [name for computed in definition.computed for name in (computed.start, computed.end)]
    for link_id in own.intersection(used):
        yield f"{link_id}: is asked of each adult, so that nothing else can depend on it"


def _bad_conditions(definition: Definition) -> Iterator[str]:
    known = set(definition.items) | set(definition.computed_by_id)
    for condition in definition.conditions():
        name = condition.question or condition.fact
        if bool(condition.question) == bool(condition.fact):
            yield f"condition on {name or 'nothing'}: needs either a question or a fact"
        elif condition.fact and condition.fact not in FACTS:
            yield f"condition on {name}: unknown fact"
        elif condition.question and condition.question not in known:
            yield f"condition on {name}: unknown question"
        else:
            yield from _bad_answer(definition, condition)


def _bad_answer(definition: Definition, condition: Condition) -> Iterator[str]:
    item = definition.items.get(condition.question)
    if condition.operator == Operator.IN and bool(condition.groups) == isinstance(condition.answer, tuple):
        yield f"condition on {condition.question}: `in` needs a list of answers or of groups"
    if not item or not item.options:
        return
    groups = {option.group for option in item.options}
    for group in condition.groups:
        if group not in groups:
            yield f"condition on {condition.question}: no option in group {group}"
    answers = condition.answer if isinstance(condition.answer, tuple) else (condition.answer,)
    if condition.operator in (Operator.EQUALS, Operator.NOT_EQUALS) or (
        condition.operator == Operator.IN and not condition.groups
    ):
        for answer in answers:
            if not item.option(answer):
                yield f"condition on {condition.question}: {answer} is not one of its options"


def _bad_computed(definition: Definition) -> Iterator[str]:
    known = set(definition.items)
    for computed in definition.computed:
        yield from _bad_codes_and_right(computed)
        if computed.kind not in KINDS:
            yield f"{computed.link_id}: unknown kind {computed.kind}"
        if computed.kind == "fact" and computed.fact not in FACTS:
            yield f"{computed.link_id}: unknown fact {computed.fact}"
        if computed.kind == "longer_than_months" and not {computed.start, computed.end} <= known:
            yield f"{computed.link_id}: from and to must be questions"
        for condition in computed.conditions:
            if condition.question and condition.question not in known:
                yield f"{computed.link_id}: counts {condition.question} before it is computed"
        known.add(computed.link_id)


def _bad_date(definition: Definition) -> Iterator[str]:
    if definition.living:
        return
    item = definition.items.get(definition.date_question)
    if item is None or item.type != ItemType.DATE or not item.required:
        yield f"{definition.date_question}: the date of the assessment must be a required question"


def _bad_scoring(definition: Definition) -> Iterator[str]:
    if definition.score_rules and "default" not in definition.thresholds:
        yield "thresholds: a scored instrument needs a default"
    for rule in definition.score_rules:
        if rule.points < 1:
            yield f"{rule.condition.question}: points must be 1 or more"
