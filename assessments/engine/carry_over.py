"""Answers which pre-fill a new assessment from an earlier one (instruments §0, Casc; policy §2, cascade)."""

from collections.abc import Mapping
from datetime import date

from .answers import AnswerProblem, is_not_collected, normalize
from .definition import Definition
from .facts import Context

CASCADE_DAYS = 60


def within_cascade(source_on: date, assessed_on: date, days: int = CASCADE_DAYS) -> bool:
    """Whether a source dated `source_on` may pre-fill: 0 to 60 days before the new assessment date (seed)."""
    return 0 <= (assessed_on - source_on).days <= days


def fits_still(offer: Mapping[str, object], context: Context) -> bool:
    """Whether an offered answer may pre-fill on the assessment date as it now is (D14); a closed draft's always may."""
    days = int(context.settings.get("cascade_days", CASCADE_DAYS))
    return bool(offer.get("draft")) or within_cascade(date.fromisoformat(str(offer["on"])), context.assessed_on, days)


def carried_answers(
    definition: Definition, source: Mapping[str, object], *, source_on: date, context: Context
) -> dict[str, object]:
    """Return the source's answers that may be offered again: marked to carry, still valid here, and truly answered."""
    days = int(context.settings.get("cascade_days", CASCADE_DAYS))
    if not within_cascade(source_on, context.assessed_on, days):
        return {}
    carried: dict[str, object] = {}
    for link_id, item in definition.items.items():
        answer = source.get(link_id)
        if not item.carry_over or answer is None or is_not_collected(answer):
            continue
        try:
            carried[link_id] = normalize(item, answer, context)
        except AnswerProblem:
            # An option that this version no longer has is asked afresh.
            continue
    return carried
