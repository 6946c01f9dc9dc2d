"""Rows of the pages about versions of instruments."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.engine.definition import Computed, Definition, Item, Operator, ScoreRule
from assessments.engine.living import editor_words
from assessments.services.instrument_versions import Shift
from cas_portal.access.permissions import SCAS_DESK, Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from clients import presenters
from clients.policies import client_reach

# What a derived value may come from besides answers.
FACT_WORDS: dict[str, Promise] = {
    "household_type": gettext_lazy("type of the household"),
    "household_size": gettext_lazy("size of the household"),
    "adults": gettext_lazy("adults in the household"),
    "minors": gettext_lazy("minors in the household"),
    "tay_headed": gettext_lazy("every adult is 18 to 24"),
    "single_parent": gettext_lazy("one adult with minors and no partner"),
    "oldest_adult_age": gettext_lazy("age of the oldest adult"),
    "head_age": gettext_lazy("age of the head of household"),
    "child_under_5": gettext_lazy("a child under 5"),
    "bedrooms_needed": gettext_lazy("bedrooms for a household of this size"),
    "lives_as_couple": gettext_lazy("two partners who live together, however they are assessed"),
    "survivor": gettext_lazy("an anonymous record of a survivor"),
    "release_active": gettext_lazy("a running release of information"),
    "living_situation_recorded": gettext_lazy("a current living situation of the day"),
    "client_status": gettext_lazy("activity, referrals, housing and exit"),
    "last_contact_on": gettext_lazy("contacts that count as activity"),
    "last_contact_how": gettext_lazy("contacts that count as activity"),
    "last_contact_by": gettext_lazy("contacts that count as activity"),
    "readiness_tier": gettext_lazy("readiness tier by the papers"),
    "chronic_status": gettext_lazy("finding from the dated history"),
    "chronic_months_proved": gettext_lazy("finding from the dated history"),
    "evh": gettext_lazy("extremely vulnerable household by its assessments"),
    "veteran": gettext_lazy("veteran by the newest HCT"),
    "transfer_requested": gettext_lazy("requests for an emergency transfer"),
    "declines_of_client": gettext_lazy("referrals the client declined"),
    "declines_of_programs": gettext_lazy("referrals that programs declined"),
}


def questions_of(definition: Definition) -> list[dict[str, Any]]:
    """Return the sections with their questions and columns of tables, answers, points and who edits them."""
    points: dict[str, list[str]] = {}
    for rule in definition.score_rules:
        points.setdefault(rule.condition.question, []).append(_points_words(definition, rule))
    return [
        {
            "title": section.title,
            "per_member": section.per_member,
            "rows": [
                {**_question(part), "points": points.get(part.link_id, [])}
                for item in section.items
                for part in (item, *item.items)
            ],
        }
        for section in definition.sections
    ]


def _points_words(definition: Definition, rule: ScoreRule) -> str:
    """Return what a rule gives and for which answers: "2 for Tent", "2 from 3 on"."""
    condition = rule.condition
    answers = condition.answer if isinstance(condition.answer, tuple | list) else [condition.answer]
    asked = definition.items.get(condition.question)
    known = [asked.option(code) for code in answers] if asked else []
    words = ", ".join(str(option.text) for option in known if option) or ", ".join(map(_plain_words, answers))
    told = {"points": rule.points, "answers": words}
    if condition.operator == Operator.AT_LEAST:
        return _("%(points)s from %(answers)s on") % told
    return _("%(points)s for: %(answers)s") % told


def _plain_words(answer: object) -> str:
    return str(_("Yes") if answer is True else _("No") if answer is False else answer)


def _question(part: Item) -> dict[str, Any]:
    return {
        "id": part.link_id,
        "text": part.text,
        "answers": [option.text for option in part.options if not option.is_missing],
        "required": part.required,
        "editors": [editor_words(way, part) for way in part.edited_by],
        "right": _right_words(part.permission),
    }


def worked_out_in(definition: Definition) -> list[dict[str, Any]]:
    """Return what is worked out and never typed, with what it comes from."""
    return [
        {
            "id": computed.link_id,
            "text": computed.text,
            "answers": [option.text for option in computed.options],
            "source": _source_words(computed),
            "right": _right_words(computed.permission),
        }
        for computed in definition.computed
    ]


def _source_words(computed: Computed) -> str:
    if computed.kind == "constant":
        return _("Always %(value)s") % {"value": computed.value}
    facts = [computed.fact, *(condition.fact for condition in computed.conditions)]
    questions = [computed.start, computed.end, *(condition.question for condition in computed.conditions)]
    told = [str(FACT_WORDS[fact]) for fact in facts if fact] + [question for question in questions if question]
    return _("Comes from: %(sources)s") % {"sources": ", ".join(dict.fromkeys(told))}


def _right_words(permission: str) -> str:
    if not permission:
        return ""
    return _("S-CAS desk") if permission == SCAS_DESK else str(Permission(permission).label)


def effect_rows(request: PortalRequest, shifts: Sequence[Shift]) -> list[dict[str, Any]]:
    """Return the households whose score or place would differ, by name as far as the reader sees it."""
    reach = client_reach(request.actor)
    record.log_read([shift.assessment.client_id for shift in shifts], purpose="instrument_preview")
    return [{"name": presenters.client_name(shift.assessment.client, reach), "shift": shift} for shift in shifts]
