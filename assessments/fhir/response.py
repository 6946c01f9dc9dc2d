"""A submitted record as a FHIR R4 QuestionnaireResponse."""

from collections.abc import Mapping

from assessments.engine.definition import Computed, Definition, Item, ItemType, Section
from assessments.engine.person import Person
from assessments.engine.visibility import Reading
from assessments.fhir.coding import BASE, Json, about, absent, canonical, coding, computed_type
from assessments.models import Assessment
from assessments.surroundings import read_record
from assessments.versions import definition_of
from cas_portal.access.actor import Actor

CLIENT = f"{BASE}:client"
MEMBER = f"{BASE}:household-member"
SUBJECT = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaireresponse-isSubject"
VALUES = {
    ItemType.INTEGER: "valueInteger",
    ItemType.DECIMAL: "valueDecimal",
    ItemType.DATE: "valueDate",
    ItemType.STRING: "valueString",
    ItemType.TEXT: "valueString",
    ItemType.REFERENCE: "valueReference",
}


def response(assessment: Assessment, by: Actor) -> Json:
    """Return the QuestionnaireResponse, without the questions kept from the reader and without a name.

    The client is named by the portal's own id alone; a void record says "entered-in-error".
    """
    definition = definition_of(assessment.continuum_id, assessment.kind, assessment.instrument_version)
    reading = read_record(assessment, by)
    return {
        "resourceType": "QuestionnaireResponse",
        "id": str(assessment.public_id),
        "questionnaire": f"{canonical(definition)}|{definition.version}",
        "status": "entered-in-error" if assessment.is_void else "completed",
        "subject": {"type": "Patient", "identifier": {"system": CLIENT, "value": str(assessment.client.public_id)}},
        "authored": assessment.submitted_at.isoformat(),
        "item": [*_sections(reading, definition), *_computed(definition, assessment)],
    }


def _sections(reading: Reading, definition: Definition) -> list[Json]:
    """Groups by the ids of the questionnaire; one for each person asked, who is named by their key in the household."""
    sections = []
    for section in reading.definition.sections:
        asked = definition.section(section.topic)
        pairs = zip(section.items, asked.items if asked else (), strict=True)
        shown = [(own, item) for own, item in pairs if reading.context.opens(item)]
        items = [part for own, item in shown for part in _items(item, reading.answers.get(own.link_id))]
        if items:
            subject = [_subject(section, section.person)] if section.person else []
            sections.append({"linkId": section.topic, "text": section.title.en, "item": [*subject, *items]})
    return sections


def _subject(section: Section, person: Person) -> Json:
    reference = {"type": "Patient", "identifier": {"system": MEMBER, "value": person.key}}
    extension = [{"url": SUBJECT, "valueBoolean": True}]
    return {"extension": extension, **about(section), "answer": [{"valueReference": reference}]}


def _items(item: Item, answer: object) -> list[Json]:
    if answer is None:
        return []
    told: Json = {"linkId": item.link_id, "text": item.text.en}
    if item.type == ItemType.GROUP and isinstance(answer, list):
        rows = [[part for child in item.items for part in _items(child, row.get(child.link_id))] for row in answer]
        return [{**told, "item": row} for row in rows if row]
    if item.type == ItemType.GROUP:
        return []
    values = answer if isinstance(answer, list) else [answer]
    return [{**told, "answer": [_answer(item, value) for value in values]}]


def _answer(item: Item, value: object) -> Json:
    if isinstance(value, Mapping):
        return {f"_{VALUES[item.type]}": absent(int(value["missing"]))}
    if item.options:
        option = item.option(value)
        return {"valueCoding": coding(item.link_id, option) if option else {"code": str(value)}}
    if item.type == ItemType.REFERENCE:
        return {"valueReference": {"identifier": {"system": f"{BASE}:{item.reference}", "value": str(value)}}}
    return {VALUES[item.type]: float(str(value)) if item.type == ItemType.DECIMAL else value}


def _computed(definition: Definition, assessment: Assessment) -> list[Json]:
    """What was worked out when the record was submitted, as read-only answers of a group of their own."""
    kept = assessment.household_facts.get("computed", {})
    items = [part for one in definition.computed if (part := _worked_out(one, kept.get(one.link_id)))]
    return [{"linkId": "computed", "text": "Worked out", "item": items}] if items else []


def _worked_out(computed: Computed, value: object) -> Json | None:
    if value is None:
        return None
    option = next((option for option in computed.options if option.code == value), None)
    answer = (
        {"valueCoding": coding(computed.link_id, option)} if option else {f"value{computed_type(value).title()}": value}
    )
    return {"linkId": computed.link_id, "text": computed.text.en, "answer": [answer]}
