"""Rows of the pages about versions of instruments."""

from collections.abc import Sequence
from typing import Any

from assessments.engine.definition import Definition
from assessments.services.instrument_versions import Shift
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from clients import presenters
from clients.policies import client_reach


def questions_of(definition: Definition) -> list[dict[str, Any]]:
    """Return the sections with their questions, answers and points."""
    points: dict[str, list[int]] = {}
    for rule in definition.score_rules:
        points.setdefault(rule.condition.question, []).append(rule.points)
    sections: list[dict[str, Any]] = [
        {
            "title": section.title,
            "rows": [
                {
                    "id": item.link_id,
                    "text": item.text,
                    "answers": [option.text for option in item.options if not option.is_missing],
                    "required": item.required,
                    "points": points.get(item.link_id, []),
                }
                for item in section.items
            ],
        }
        for section in definition.sections
    ]
    return sections


def effect_rows(request: PortalRequest, shifts: Sequence[Shift]) -> list[dict[str, Any]]:
    """Return the households whose score or place would differ, by name as far as the reader sees it."""
    reach = client_reach(request.actor)
    record.log_read([shift.assessment.client_id for shift in shifts], purpose="instrument_preview")
    return [{"name": presenters.client_name(shift.assessment.client, reach), "shift": shift} for shift in shifts]
