"""One version of an instrument as a FHIR R4 Questionnaire."""

from collections.abc import Sequence

from assessments.engine.definition import (
    Computed,
    Condition,
    Definition,
    Editor,
    Item,
    ItemType,
    Operator,
    Option,
    Section,
)
from assessments.fhir.coding import BASE, Json, about, answer_system, canonical, coding, texts

EXPRESSION = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression"
SUBJECT = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-isSubject"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
HUD = "urn:hud:hmis-data-standards"
EDITED_BY = f"{BASE}:edited-by"
KINDS = {
    "count_true": "integer",
    "constant": "integer",
    "choose": "integer",
    "all_true": "boolean",
    "any_true": "boolean",
    "longer_than_months": "boolean",
}
FACT_KINDS = {
    **dict.fromkeys(("oldest_adult_age", "head_age", "minors", "adults", "household_size"), "integer"),
    **dict.fromkeys(("declines_of_client", "declines_of_programs", "chronic_months_proved"), "integer"),
    "last_contact_by": "string",
    "last_contact_on": "date",
}
PLAIN = {
    Operator.EXISTS,
    Operator.EQUALS,
    Operator.NOT_EQUALS,
    Operator.GREATER,
    Operator.LESS,
    Operator.AT_LEAST,
    Operator.AT_MOST,
}


def questionnaire(definition: Definition, *, status: str = "active") -> Json:
    """Return the Questionnaire: sections as groups, conditions, options with their points, HUD elements as codes."""
    points = _points(definition)
    return {
        "resourceType": "Questionnaire",
        "id": f"{definition.instrument.lower()}-{definition.version}".replace("_", "-"),
        "url": canonical(definition),
        "version": definition.version,
        "name": definition.instrument.title(),
        **texts("title", definition.title),
        "status": status,
        "subjectType": ["Patient"],
        "description": definition.summary.en,
        **_living(definition),
        "item": [*(_section(section, definition, points) for section in definition.sections), *_computed(definition)],
    }


def _computed(definition: Definition) -> list[Json]:
    """What is worked out and not asked: one group of read-only items at the end."""
    items = [_worked_out(one) for one in definition.computed]
    return [{"linkId": "computed", "type": "group", "text": "Worked out", "item": items}] if items else []


def _worked_out(computed: Computed) -> Json:
    told: Json = {"linkId": computed.link_id, "type": _kind(computed), **texts("text", computed.text), "readOnly": True}
    if computed.options:
        told["answerOption"] = [{"valueCoding": coding(computed.link_id, option)} for option in computed.options]
    return told


def _living(definition: Definition) -> Json:
    """That people edit it in place; who, stands at each item."""
    return {"extension": [{"url": f"{BASE}:edited-in-place", "valueBoolean": True}]} if definition.living else {}


def _editor(editor: Editor) -> Json:
    """Roles, and from which answers to which."""
    moves = f": {' | '.join(map(str, editor.before))} > {' | '.join(map(str, editor.after))}"
    said = ", ".join(editor.roles) + (moves if editor.before or editor.after else "")
    return {"url": EDITED_BY, "valueString": said}


def _kind(computed: Computed) -> str:
    if computed.options:
        return "choice"
    return FACT_KINDS.get(computed.fact, "boolean") if computed.kind == "fact" else KINDS[computed.kind]


def _section(section: Section, definition: Definition, points: dict[tuple[str, str], int]) -> Json:
    """A group; one that repeats, each time with the person it is about, where it is asked of each adult."""
    items = [_item(item, definition, points) for item in section.items]
    told: Json = {
        "linkId": section.id,
        "type": "group",
        **texts("text", section.title),
        **_asked(section.enable_when, section.enable_any, definition),
    }
    if not section.per_member:
        return {**told, "item": items}
    subject = {"extension": [{"url": SUBJECT, "valueBoolean": True}], "type": "reference", "required": True}
    return {**told, "repeats": True, "item": [{**about(section), **subject}, *items]}


def _item(item: Item, definition: Definition, points: dict[tuple[str, str], int]) -> Json:
    told: Json = {
        "linkId": item.link_id,
        "type": str(item.type),
        **texts("text", item.text),
        "required": item.required,
        "repeats": item.repeats,
        **_asked(item.enable_when, item.enable_any, definition),
    }
    if item.hud:
        told["code"] = [{"system": HUD, "code": item.hud}]
    if item.who != "A" or item.survivor_skips:
        told.setdefault("extension", []).append(
            {"url": f"{BASE}:who", "valueString": f"{item.who}{' not for survivors' if item.survivor_skips else ''}"}
        )
    if item.edited_by:
        told.setdefault("extension", []).extend(_editor(editor) for editor in item.edited_by)
    if item.type in (ItemType.STRING, ItemType.TEXT):
        told["maxLength"] = item.limits.max_length
    if item.options:
        told["answerOption"] = [_option(item, option, points) for option in item.options]
    if item.items:
        told["item"] = [_item(child, definition, points) for child in item.items]
    return told


def _option(item: Item, option: Option, points: dict[tuple[str, str], int]) -> Json:
    told: Json = {"valueCoding": coding(item.link_id, option)}
    scored = points.get((item.link_id, str(option.code)))
    if scored:
        told["valueCoding"]["extension"] = [{"url": ORDINAL, "valueDecimal": scored}]
    if item.initial is not None and item.initial == option.code:
        told["initialSelected"] = True
    return told


def _points(definition: Definition) -> dict[tuple[str, str], int]:
    """Points that hang on single options for every household; the others are worked out and stand in the record."""
    found: dict[tuple[str, str], int] = {}
    for rule in definition.score_rules:
        answers = rule.condition.answer if isinstance(rule.condition.answer, tuple) else (rule.condition.answer,)
        if rule.who == "A" and rule.condition.operator in (Operator.EQUALS, Operator.IN):
            found |= {(rule.condition.question, str(answer)): rule.points for answer in answers}
    return found


def _asked(conditions: Sequence[Condition], enable_any: bool, definition: Definition) -> Json:
    """Return enableWhen where FHIR can say it, else the same as an expression in words of the portal."""
    if not conditions:
        return {}
    single = len(conditions) == 1
    spelled = [_spelled(condition, definition) for condition in conditions]
    sayable = all(part is not None for part in spelled)
    several = any(part is not None and len(part) > 1 for part in spelled)
    if not sayable or (several and not (enable_any or single)):
        words = (" or " if enable_any else " and ").join(map(_words, conditions))
        expression = {"language": f"{BASE}:condition", "expression": words}
        return {"extension": [{"url": EXPRESSION, "valueExpression": expression}]}
    parts = [part for parts in spelled if parts for part in parts]
    told: Json = {"enableWhen": parts}
    if len(parts) > 1:
        told["enableBehavior"] = "any" if enable_any or several else "all"
    return told


def _spelled(condition: Condition, definition: Definition) -> list[Json] | None:
    item = definition.items.get(condition.question)
    if item is None:
        return None
    if condition.operator == Operator.IN:
        codes = [option.code for option in item.options if option.group in condition.groups]
        answers = codes or (condition.answer if isinstance(condition.answer, tuple) else ())
        return [_when(item, "=", answer) for answer in answers]
    return [_when(item, str(condition.operator), condition.answer)] if condition.operator in PLAIN else None


def _when(item: Item, operator: str, answer: object) -> Json:
    told: Json = {"question": item.link_id, "operator": operator}
    if operator == "exists":
        return {**told, "answerBoolean": bool(answer)}
    if item.options:
        return {**told, "answerCoding": {"system": answer_system(item.link_id), "code": str(answer)}}
    if isinstance(answer, int):
        return {**told, "answerInteger": answer}
    return {**told, "answerString": str(answer)}


def _words(condition: Condition) -> str:
    answer = " | ".join(condition.groups) or condition.answer
    said = " | ".join(map(str, answer)) if isinstance(answer, tuple) else str(answer)
    return f"{condition.question or condition.fact} {condition.operator} {said}"
