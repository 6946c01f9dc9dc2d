"""What the rules read: dated stays with their proof, and the settings of a community."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

DAY = timedelta(days=1)
ELAPSED, MONTHS_TOUCHED = "elapsed", "months_touched"


class Proof(StrEnum):
    """What stands behind a stay; only the client's own word is weaker than the others (policy §4, rule 11)."""

    THIRD_PARTY = "third_party"
    OBSERVATION = "observation"
    SELF = "self"


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody stayed somewhere: `end` is the day they left (that night was not spent there), None while it goes on.

    An `end` equal to `start` is one observed day. `situation` is a HUD code of list 3.12.1.
    """

    start: date
    end: date | None
    situation: int
    proof: Proof = Proof.SELF

    def as_seen_on(self, day: date) -> "Stay | None":
        """Return the stay as it was known on a day: not yet begun (None), still going on, or over."""
        if self.start > day:
            return None
        if self.end is not None and self.end > day:
            return Stay(self.start, None, self.situation, self.proof)
        return self


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of policy §4 that a community may set (policy §17), and two that HUD fixes."""

    break_nights: int = 7
    institution_break_nights: int = 90
    window_months: int = 36
    min_episodes: int = 4
    min_months: int = 12
    evidence_months_required: int = 9
    continuous_method: str = ELAPSED
    continuous_months: int = 12
    evidence_months: int = 12

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Rules":
        """Read the settings of a community; a name that is not there keeps its default."""
        default = cls()
        return cls(
            break_nights=settings.get("break_nights", default.break_nights),
            institution_break_nights=settings.get("institution_break_nights", default.institution_break_nights),
            window_months=settings.get("chronic_window_months", default.window_months),
            min_episodes=settings.get("min_episodes", default.min_episodes),
            min_months=settings.get("min_months", default.min_months),
            evidence_months_required=settings.get("evidence_months_required", default.evidence_months_required),
            continuous_method=settings.get("continuous_method", default.continuous_method),
        )
