"""The order of work with a household, as steps on the client page. Every floor registers its own.

    panels.register("whats_next", 30, living_situation_step)     # in AppConfig.ready()
    def living_situation_step(request, client): return step_panel(Step(title=..., done=..., ...))

Orders: 10 profile and release, 20 enrollment, 30 Current Living Situation, 40 Crisis Assessment, 50 Housing
Conversation Tool, 60 ISP, 70 referral and document readiness.
"""

from dataclasses import dataclass
from typing import Any

from cas_portal.ui.panels import Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. `note` says how it stands; `url` and `action` lead on; without `url` it cannot be done yet or here.

    `outcome` is what to call a step that is over without being done, such as a release that was declined.
    """

    title: Any
    done: bool
    note: Any = ""
    url: str = ""
    action: Any = ""
    optional: bool = False
    outcome: Any = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A step with its place: the first open one is where the work goes on."""

    step: Step
    current: bool


def step_panel(step: Step) -> Panel:
    """Return the step as the panel registry wants it."""
    return Panel(title=step.title, template="clients/_step.html", context={"step": step})


def placed(panels: list[Panel]) -> list[Placed]:
    """Return the steps in order, the first that is open and not optional marked."""
    steps = [panel.context["step"] for panel in panels]
    first = next((step for step in steps if step.url and not step.done and not step.optional), None)
    return [Placed(step, step is first) for step in steps]
