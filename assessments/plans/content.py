"""What a plan holds: goals with steps, and who helps (instruments §7, IS03-IS10). Stored as JSON, read into these."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any
from uuid import uuid4

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cas_portal.access.errors import Invalid

MOST_GOALS = 6
MOST_STEPS = 12
MOST_SUPPORTERS = 12
SHORTEST_DAYS, LONGEST_DAYS = 1, 365


class Area(TextChoices):
    """IS03: what a goal is about."""

    HOUSING = "housing", _("Housing")
    HEALTH = "health", _("Health")
    INCOME = "income", _("Income")
    DOCUMENTS = "documents", _("Papers")
    LEGAL = "legal", _("Legal")
    FAMILY = "family", _("Family")
    OTHER = "other", _("Something else")


class Status(TextChoices):
    """IS08: how far a goal is."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    REACHED = "reached", _("Reached")
    CHANGED = "changed", _("Changed to another goal")
    DROPPED = "dropped", _("No longer wanted")


# Goals that still ask for work; the others stay readable and take no room.
IN_WORK = frozenset({Status.NOT_STARTED, Status.IN_PROGRESS})
SMART = ("specific", "measurable", "achievable", "relevant", "time_bound")


class Help(TextChoices):
    """IS10: how somebody helps."""

    CASE_MANAGEMENT = "case_management", _("Case management")
    NAVIGATION = "navigation", _("Housing navigation")
    HEALTH = "health", _("Health or behavioral health")
    OTHER = "other", _("Other help")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something somebody does by a day (IS06)."""

    text: str
    owner: str
    due: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One goal; a housing goal is specific, measurable, achievable, relevant and time-bound (IS03-IS09)."""

    key: str = field(default_factory=lambda: uuid4().hex)
    text: str
    area: str
    specific: str = ""
    measurable: str = ""
    achievable: str = ""
    relevant: str = ""
    time_bound: str = ""
    barriers: str = ""
    days: int = 30
    status: str = Status.NOT_STARTED
    notes: str = ""
    steps: tuple[Step, ...] = ()
    # The sample it was copied from; kept beside the goals, where a reader that does not know it passes it over.
    sample: str = ""

    @property
    def in_work(self) -> bool:
        """Whether it still asks for work."""
        return self.status in IN_WORK

    def check(self) -> None:
        """Raise Invalid for a goal that misses what instruments §7 requires."""
        if not self.text.strip() or not self.barriers.strip():
            raise Invalid(_now("Write the goal, and what stands in its way."))
        if self.area not in Area.values or self.status not in Status.values:
            raise Invalid(_now("Choose what the goal is about and how far it is from the lists."))
        if self.area == Area.HOUSING and not all(getattr(self, name).strip() for name in SMART):
            raise Invalid(_now("A housing goal says what exactly, how one sees it, why it can be done, why, and when."))
        if not SHORTEST_DAYS <= self.days <= LONGEST_DAYS:
            raise Invalid(_now("The time for a goal is 1 to 365 days."))
        if not 1 <= len(self.steps) <= MOST_STEPS:
            raise Invalid(_now("A goal has 1 to %(most)s steps.") % {"most": MOST_STEPS})
        if any(not step.text.strip() or not step.owner.strip() or step.due is None for step in self.steps):
            raise Invalid(_now("Each step says what is done, who does it, and by when."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Supporter:
    """Somebody who helps (IS10)."""

    help: str
    name: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """Goals and helpers of a plan, in the order they were added."""

    goals: tuple[Goal, ...] = ()
    team: tuple[Supporter, ...] = ()

    @property
    def has_housing_goal(self) -> bool:
        """Whether there is the housing goal that every plan needs."""
        return any(goal.area == Area.HOUSING for goal in self.goals)

    def goal(self, key: str) -> Goal | None:
        """Return a goal by its key."""
        return next((goal for goal in self.goals if goal.key == key), None)

    def with_goal(self, goal: Goal) -> "Content":
        """Return the content with a goal added, or changed where its key is known.

        Raises Invalid past six goals in work, and while the plan would be without a housing goal.
        """
        known = self.goal(goal.key) is not None
        goals = tuple(goal if one.key == goal.key else one for one in self.goals) if known else (*self.goals, goal)
        changed = replace(self, goals=goals)
        if sum(one.in_work for one in goals) > MOST_GOALS:
            raise Invalid(_now("A plan has up to six goals in work. Finish or drop one first."))
        if not changed.has_housing_goal:
            raise Invalid(_now("The first goal is about housing."))
        return changed

    def as_json(self) -> dict[str, Any]:
        """Return what is stored."""
        samples = {goal.key: goal.sample for goal in self.goals if goal.sample}
        parts = {"goals": [_plain(goal) for goal in self.goals], "team": [asdict(one) for one in self.team]}
        return {**parts, "samples": samples} if samples else parts


def _plain(goal: Goal) -> dict[str, Any]:
    values = asdict(goal)
    del values["sample"]
    values["steps"] = [
        {name: value.isoformat() if isinstance(value, date) else value for name, value in step.items()}
        for step in values["steps"]
    ]
    return values


def content_of(stored: Mapping[str, Any]) -> Content:
    """Read what is stored."""
    samples = stored.get("samples", {})
    return Content(
        goals=tuple(_goal({**one, "sample": samples.get(one.get("key"), "")}) for one in stored.get("goals", ())),
        team=tuple(Supporter(**one) for one in stored.get("team", ())),
    )


def _goal(stored: Mapping[str, Any]) -> Goal:
    steps = tuple(
        Step(text=one["text"], owner=one["owner"], due=_day(one.get("due")), done_on=_day(one.get("done_on")))
        for one in stored.get("steps", ())
    )
    return Goal(**{**stored, "steps": steps})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
