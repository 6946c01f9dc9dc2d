"""Builds contexts and readings of the HCT for tests of the engine."""

from datetime import date

from assessments.engine import loader
from assessments.engine.facts import Context
from assessments.engine.visibility import Reading
from clients.household import CHILD, SELF, SPOUSE_OR_PARTNER, Member, classify

ON = date(2025, 8, 5)
HCT = loader.load("HCT", "1")
CRISIS = loader.load("CRISIS", "1")


def born(age: int, on: date = ON) -> date:
    """A birth date of somebody aged exactly `age` on the day."""
    return date(on.year - age, on.month, on.day)


def household(*, head: int = 40, partner: int | None = None, children: tuple[int, ...] = (), on: date = ON):
    members = [Member(SELF, born(head, on))]
    if partner is not None:
        members.append(Member(SPOUSE_OR_PARTNER, born(partner, on)))
    return classify([*members, *(Member(CHILD, born(age, on)) for age in children)], on)


def context(facts=None, *, on: date = ON, **changes) -> Context:
    lives_with = facts or household(on=on)
    couple = {"lives_as_couple": lives_with.type == "COUPLE"}
    return Context(household=lives_with, assessed_on=on, today=on, **{**couple, **changes})


def reading(answers: dict, facts=None, **changes) -> Reading:
    return Reading(HCT, {"AH01": ON.isoformat(), **answers}, context(facts, **changes))
