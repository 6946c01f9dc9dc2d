"""The exact score and EVH of one reading, by the points declared in the data file (instruments §3, policy §3)."""

from dataclasses import dataclass

from .definition import Definition
from .facts import Context
from .visibility import Reading


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """Points given for one question or computed item."""

    link_id: str
    points: int


@dataclass(frozen=True, slots=True)
class Score:
    """Sum of points, the household type's threshold, and what gave the points, in the order of the rules."""

    total: int
    threshold: int
    lines: tuple[ScoreLine, ...]

    @property
    def evh(self) -> bool:
        """An extremely vulnerable household: score at or above the threshold (policy §3)."""
        return self.total >= self.threshold

    @property
    def margin(self) -> int:
        """Score minus threshold, so that families and singles compare (policy §6.3)."""
        return self.total - self.threshold


def threshold_for(definition: Definition, context: Context) -> int:
    """Return the EVH threshold of the household type: its own entry or the default, as set by the community."""
    threshold = definition.thresholds.get(str(context.household.type)) or definition.thresholds["default"]
    return int(context.settings.get(threshold.setting, threshold.value))


def score(reading: Reading) -> Score:
    """Sum the points of every rule that holds; hidden questions and 8, 9, 99 never score (instruments §0, §3)."""
    lines = tuple(
        ScoreLine(rule.condition.question, rule.points)
        for rule in reading.definition.score_rules
        if reading.context.shows(rule.who) and reading.holds(rule.condition)
    )
    total = sum(line.points for line in lines)
    return Score(total=total, threshold=threshold_for(reading.definition, reading.context), lines=lines)
