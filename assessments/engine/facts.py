"""What an instrument may ask about besides its own answers: the household, the day, the community's settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from cas_portal.time.dates import add_months
from clients.household import HouseholdFacts, HouseholdType

from .definition import Computed, Item, Who
from .person import Person

PERSONS_PER_BEDROOM = 2


@dataclass(frozen=True, slots=True)
class Context:
    """One assessment's surroundings. `assessed_on` is the assessment date, `today` the business date."""

    household: HouseholdFacts
    assessed_on: date
    today: date
    enrolled_on: date | None = None
    survivor: bool = False
    release_active: bool = False
    living_situation_recorded: bool = False
    # Two adults and nobody else, partners of each other, however they are assessed (instruments AH09).
    lives_as_couple: bool = False
    # Of whom sections are asked per member: everybody who ever belonged to the household, marked if asked on the day.
    people: tuple[Person, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    # Rights of the reader that some questions are kept for; they shape pages, never what is asked or scored.
    rights: frozenset[str] = frozenset()
    # What floors above know, by the names in GATHERED; whoever opens a living instrument hands it over.
    gathered: Mapping[str, Any] = field(default_factory=dict)

    def fact(self, name: str) -> object:
        """Return the named fact; raises KeyError for a name which is not in FACTS."""
        return FACTS[name](self)

    def with_settings(self, settings: Mapping[str, Any]) -> "Context":
        """Return the same surroundings with the community's settings of a day."""
        return replace(self, settings=settings)

    def opens(self, item: Item | Computed) -> bool:
        """Whether the reader may be shown a question and its answer, or what is worked out."""
        return not item.permission or item.permission in self.rights

    def day(self, name: str) -> date | None:
        """Return the day a date limit names; raises KeyError for an unknown name."""
        return {
            "today": self.today,
            "assessed_on": self.assessed_on,
            "enrolled_on": self.enrolled_on,
            "month_before": add_months(self.assessed_on, -1),
            "ten_months_on": add_months(self.assessed_on, 10),
        }[name]

    def shows(self, who: Who) -> bool:
        """Whether items for `who` are for this household (instruments §0, column HH)."""
        household = self.household
        return {
            Who.ALL: True,
            Who.FAMILY: household.is_family,
            Who.NO_MINORS: household.minors == 0,
            Who.TAY: household.tay_headed,
            Who.COUPLE: household.type == HouseholdType.COUPLE,
        }[who]


FACTS: dict[str, Callable[[Context], object]] = {
    "household_type": lambda context: str(context.household.type),
    "household_size": lambda context: context.household.size,
    "adults": lambda context: context.household.adults,
    "minors": lambda context: context.household.minors,
    "tay_headed": lambda context: context.household.tay_headed,
    "single_parent": lambda context: context.household.single_parent,
    "oldest_adult_age": lambda context: context.household.oldest_adult_age,
    "head_age": lambda context: context.household.head_age,
    "child_under_5": lambda context: context.household.child_under_5,
    "bedrooms_needed": lambda context: -(-context.household.size // PERSONS_PER_BEDROOM),
    "lives_as_couple": lambda context: context.lives_as_couple,
    "survivor": lambda context: context.survivor,
    "release_active": lambda context: context.release_active,
    "living_situation_recorded": lambda context: context.living_situation_recorded,
}
# Facts of floors above, for living instruments only; unknown where nobody hands them over.
GATHERED = (
    "client_status",
    "last_contact_on",
    "last_contact_how",
    "last_contact_by",
    "readiness_tier",
    "chronic_status",
    "chronic_months_proved",
    "evh",
    "veteran",
    "transfer_requested",
    "declines_of_client",
    "declines_of_programs",
)


def _gathered(name: str, context: Context) -> object:
    return context.gathered.get(name)


FACTS |= {name: partial(_gathered, name) for name in GATHERED}
