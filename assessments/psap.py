"""Help to keep or find a place without shelter: who may have it, and why (instruments §4, PSAP)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.engine.visibility import Reading

PREVENTION, DIVERSION = 1, 2
# HUD's adjustments of an area's income for the size of the household, in percent of the figure for four persons.
SIZE_PERCENT = (70, 80, 90, 100, 108, 116, 124, 132)
PERCENT_FOR_EACH_MORE = 8
MONTHS = 12
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a household may go to a problem-solving access point; `unknown` when an answer is missing for it."""

    eligible: bool
    unknown: bool
    reasons: tuple[Words, ...]
    money: bool


def income_limit(size: int, settings: Mapping[str, Any]) -> Decimal:
    """Return the household's limit in dollars a month: a share of the area median income, by size (policy §17)."""
    steps = len(SIZE_PERCENT)
    percent = SIZE_PERCENT[max(size, 1) - 1] if size <= steps else 132 + PERCENT_FOR_EACH_MORE * (size - steps)
    year = Decimal(int(settings.get("area_median_income", 0))) * percent / 100
    return (year * int(settings.get("psap_income_pct_ami", 50)) / 100 / MONTHS).quantize(Decimal(1))


def outcome(reading: Reading) -> Outcome:
    """Literally homeless, at risk or fleeing, and income within the limit; money needs a paper (instruments §4)."""
    reasons: list[Words] = []
    homeless, at_risk = reading.value("LITERALLY_HOMELESS") is True, reading.value("AT_RISK") is True
    fleeing = reading.value("VB03") == 1
    for holds, words in (
        (homeless, _("Homeless today.")),
        (at_risk, _("Must leave within 14 days.")),
        (fleeing, _("Fleeing violence.")),
    ):
        if holds:
            reasons.append(words)
    situation = bool(reasons)
    if not situation:
        reasons.append(_("Neither homeless, nor at risk within 14 days, nor fleeing."))
    within = _within_limit(reading)
    reasons.append(
        {
            True: _("The income is within the limit."),
            False: _("The income is over the limit."),
            None: _("The income is not known, so the limit cannot be checked."),
        }[within]
    )
    papers = reading.value("CR07")
    money = bool(isinstance(papers, list) and set(papers) - {"none"})
    if situation and within and not money:
        reasons.append(_("Help with money needs a paper: proof of income, eviction notice, lease or shut-off notice."))
    return Outcome(
        eligible=situation and within is True,
        unknown=situation and within is None,
        reasons=tuple(reasons),
        money=situation and within is True and money,
    )


def _within_limit(reading: Reading) -> bool | None:
    income = reading.value("CR06")
    if income is None:
        return None
    return Decimal(str(income)) <= income_limit(reading.context.household.size, reading.context.settings)


def event_for(reading: Reading) -> int | None:
    """Return HUD's event of a referral to problem solving: 2 for a homeless household, 1 for one at risk (X07).

    None when the answers tell neither.
    """
    if reading.value("LITERALLY_HOMELESS") is True:
        return DIVERSION
    return PREVENTION if reading.value("AT_RISK") is True else None
