"""Systems, codes and texts that the questionnaire and its answers share."""

from typing import Any

from assessments.engine.definition import Definition, Option, Section, Wording
from cas_portal.hud.groups import DATA_NOT_COLLECTED, DO_NOT_KNOW, PREFERS_NOT_TO_ANSWER

Json = dict[str, Any]
BASE = "urn:cas-portal"
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
ABSENT_REASONS = {
    DO_NOT_KNOW: "asked-unknown",
    PREFERS_NOT_TO_ANSWER: "asked-declined",
    DATA_NOT_COLLECTED: "not-asked",
}


def canonical(definition: Definition) -> str:
    """Return the address of an instrument; with `|version` it names one version."""
    return f"{BASE}:questionnaire:{definition.instrument.lower()}"


def answer_system(link_id: str) -> str:
    """Return the code system that a question's own options belong to."""
    return f"{BASE}:answers:{link_id}"


def coding(link_id: str, option: Option) -> Json:
    """Return an option as a Coding, its text in English with the Spanish one beside it."""
    return {"system": answer_system(link_id), "code": str(option.code), **texts("display", option.text)}


def texts(key: str, wording: Wording) -> Json:
    """Return a text and, as FHIR's extension for translations, its Spanish."""
    spanish = {"extension": [{"url": "lang", "valueCode": "es"}, {"url": "content", "valueString": wording.es}]}
    return {key: wording.en, f"_{key}": {"extension": [{"url": TRANSLATION, **spanish}]}}


def about(section: Section) -> Json:
    """Return the item of a group that says whom it is about (SDC: the subject of the items beside it)."""
    return {"linkId": f"{section.topic}.member", "text": "Whom these answers are about"}


def absent(code: int) -> Json:
    """Return why there is no answer (HUD 8, 9, 99) in FHIR's words."""
    return {"extension": [{"url": ABSENT, "valueCode": ABSENT_REASONS[code]}]}


def computed_type(value: object) -> str:
    """Return the item type of a computed value."""
    if isinstance(value, bool):
        return "boolean"
    return "integer" if isinstance(value, int) else "string"
