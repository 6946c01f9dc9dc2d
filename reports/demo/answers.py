"""Fills in an assessment: what a household was given to say, and the plainest answer to every other question."""

from collections.abc import Mapping
from datetime import date, timedelta

from assessments.engine.completeness import gaps
from assessments.engine.definition import Item, ItemType
from assessments.engine.visibility import Reading

MOST_ROUNDS = 12
PLAIN_TEXT = "Told us in conversation"


def filled(reading: Reading, given: Mapping[str, object], *, access_point: str, location: str) -> dict[str, object]:
    """Return answers to every question a submit needs. Answers may bring up further questions, so it looks again."""
    context = reading.context
    answers = {
        **reading.answers,
        "AH01": context.assessed_on.isoformat(),
        "AH02": access_point,
        **_dated(given, context.assessed_on),
    }
    for _round in range(MOST_ROUNDS):
        found = gaps(Reading(reading.definition, answers, context))
        if not found:
            return answers
        for gap in found:
            answers[gap.item.link_id] = _plain(gap.item, context.assessed_on, location)
    raise ValueError(f"No plain answer for {[gap.item.link_id for gap in found]}")


def _dated(given: Mapping[str, object], day: date) -> dict[str, object]:
    """Replace the number of days homeless by the day it began."""
    answers = {link_id: value for link_id, value in given.items() if link_id != "since_days"}
    if "since_days" in given:
        answers["VB14"] = (day - timedelta(days=int(str(given["since_days"])))).isoformat()
    return answers


def _plain(item: Item, day: date, location: str) -> object:
    if item.must_be is not None:
        return item.must_be
    if item.options:
        return _plain_choice(item)
    plain: dict[ItemType, object] = {
        ItemType.DATE: (day - timedelta(days=300)).isoformat(),
        ItemType.INTEGER: 1,
        ItemType.DECIMAL: "950.00",
        ItemType.STRING: location,
        ItemType.TEXT: PLAIN_TEXT,
    }
    return plain[item.type]


def _plain_choice(item: Item) -> object:
    """No, else none, else the first answer that is one."""
    codes = [option.code for option in item.options if not option.is_missing]
    code = next((code for code in codes if code in (0, "none", "any", "together")), codes[0])
    return [code] if item.repeats else code
