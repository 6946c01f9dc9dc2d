"""How two versions of a plan differ, line by line, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Plan
from assessments.plans.content import SMART, Area, Goal, Help, Status, Supporter, content_of
from cas_portal.ui.templatetags.ui import day

TO_CLIENT = {
    Plan.Agreement.AGREES: gettext_lazy("You took part and agree"),
    Plan.Agreement.NOT_YET: gettext_lazy("We have not talked it over with you yet"),
    Plan.Agreement.DISAGREES: gettext_lazy("You took part and do not agree"),
    Plan.Agreement.ABSENT: gettext_lazy("We could not reach you"),
    Plan.Agreement.DECLINED: gettext_lazy("You prefer no plan now"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that two versions do not share."""

    label: str
    before: str
    after: str


def lines_of(snapshot: Mapping[str, Any]) -> dict[tuple[str, ...], tuple[str, str]]:
    """Return a version as lines: a key that stays the same over versions, the label, the words."""
    lines: dict[tuple[str, ...], tuple[str, str]] = {
        ("made_on",): (_("Date of the plan"), _day(snapshot.get("made_on"))),
        ("worker",): (_("Case worker"), str(snapshot.get("worker") or "")),
        ("preferred",): (_("Housing the client prefers"), str(snapshot.get("preferred_words") or "")),
        ("agreement",): (_("Agreement"), agreement_words(snapshot)),
        ("review_on",): (_("Next review"), _day(snapshot.get("review_on"))),
    }
    content = content_of(snapshot.get("content", {}))
    for number, goal in enumerate(content.goals, start=1):
        lines |= _goal_lines(number, goal)
    for number, one in enumerate(content.team, start=1):
        lines["team", str(number)] = (_("Helper %(n)s") % {"n": number}, supporter_words(one))
    return lines


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return the lines that differ, in the order of the newer version, then those that are gone."""
    old, new = lines_of(before), lines_of(after)
    keys = [*new, *(key for key in old if key not in new)]
    found = []
    for key in keys:
        label = (new.get(key) or old[key])[0]
        words = [side[key][1] if key in side else "" for side in (old, new)]
        if words[0] != words[1]:
            found.append(Difference(label, words[0] or _("Nothing"), words[1] or _("Nothing")))
    return found


def agreement_words(snapshot: Mapping[str, Any], *, to_client: bool = False) -> str:
    """Return whether the client agrees, since when, or why not; said of the client, or to them."""
    agreement = Plan.Agreement(snapshot.get("agreement") or Plan.Agreement.NOT_YET)
    words = str(TO_CLIENT[agreement] if to_client else agreement.label)
    more = _day(snapshot.get("agreed_on")) or str(snapshot.get("no_agreement_reason") or "")
    return f"{words} ({more})" if more else words


def supporter_words(one: Supporter) -> str:
    """Return who helps, with what, and how to reach them."""
    return ", ".join(part for part in (one.name, str(Help(one.help).label), one.contact) if part)


def parts_of(goal: Goal) -> dict[str, tuple[str, str]]:
    """Return what a goal says beside its text and its steps, by field: label and words."""
    labels = smart_labels()
    return {
        "area": (_("About"), str(Area(goal.area).label)),
        **{key: (labels[key], getattr(goal, key)) for key in SMART},
        "barriers": (_("What stands in the way"), goal.barriers),
        "days": (_("Days"), str(goal.days)),
        "status": (_("Status"), str(Status(goal.status).label)),
        "notes": (_("Notes"), goal.notes),
    }


def _goal_lines(number: int, goal: Goal) -> dict[tuple[str, ...], tuple[str, str]]:
    name = _("Goal %(n)s") % {"n": number}
    parts = {"text": ("", goal.text), **parts_of(goal)}
    lines: dict[tuple[str, ...], tuple[str, str]] = {
        ("goal", goal.key, key): (f"{name}: {label}" if label else name, words) for key, (label, words) in parts.items()
    }
    for at, step in enumerate(goal.steps, start=1):
        due = _("by %(day)s") % {"day": day(step.due)} if step.due else ""
        done = _("done on %(day)s") % {"day": day(step.done_on)} if step.done_on else ""
        words = ", ".join(part for part in (step.text, step.owner, due, done) if part)
        lines["goal", goal.key, "step", str(at)] = (f"{name}: " + _("Step %(n)s") % {"n": at}, words)
    return lines


def smart_labels() -> dict[str, str]:
    """Return the five questions about a goal, in plain words (IS04)."""
    return {
        "specific": _("What exactly?"),
        "measurable": _("How do we see that it is reached?"),
        "achievable": _("What makes it possible?"),
        "relevant": _("Why does it matter?"),
        "time_bound": _("By when?"),
    }


def _day(text: object) -> str:
    return day(date.fromisoformat(str(text))) if text else ""
