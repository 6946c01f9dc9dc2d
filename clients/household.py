"""Household types, computed for any date from the members who would live together (instruments §0.1).

Pure: no database and no clock. Members of unknown age count as adults, except the head of household's children;
they never make an age rule true, and `unknown_ages` says how many there are so that a page can ask.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cas_portal.time.dates import age_on

ADULT_AGE = 18
TAY_LAST_AGE = 24
YOUNG_CHILD_BELOW = 5

# HUD 3.15 Relationship to Head of Household
SELF = 1
CHILD = 2
SPOUSE_OR_PARTNER = 3


class HouseholdType(StrEnum):
    """The six household types; UNACCOMPANIED_MINOR is not served by CAS."""

    FAMILY = "FAMILY"
    UNACCOMPANIED_MINOR = "UNACCOMPANIED_MINOR"
    TAY = "TAY"
    SINGLE_ADULT = "SINGLE_ADULT"
    COUPLE = "COUPLE"
    ADULT_GROUP = "ADULT_GROUP"


@dataclass(frozen=True, slots=True)
class Member:
    """One household member: HUD relationship, and a birth date or (survivor records) the age told by the provider."""

    relationship: int
    birth_date: date | None = None
    stated_age: int | None = None
    lives_elsewhere: bool = False

    def age(self, on: date) -> int | None:
        """Return whole years on the day; a stated age wins because survivor records keep only a birth year."""
        if self.stated_age is not None:
            return self.stated_age
        return None if self.birth_date is None else age_on(self.birth_date, on)

    def is_minor(self, on: date) -> bool:
        """Under 18; a member of unknown age is a minor only when recorded as the head of household's child."""
        age = self.age(on)
        return self.relationship == CHILD if age is None else age < ADULT_AGE


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """What the rules ask about a household on one day. `tay_headed`: every adult is 18-24, whatever the type."""

    type: HouseholdType
    size: int
    adults: int
    minors: int
    tay_headed: bool
    single_parent: bool
    oldest_adult_age: int | None
    head_age: int | None
    child_under_5: bool
    unknown_ages: int

    @property
    def is_family(self) -> bool:
        """Whether the household has an adult and a minor, which decides threshold and family points."""
        return self.type == HouseholdType.FAMILY

    @property
    def served(self) -> bool:
        """CAS serves every type but unaccompanied minors (instruments §0.1)."""
        return self.type != HouseholdType.UNACCOMPANIED_MINOR


def classify(members: Iterable[Member], on: date) -> HouseholdFacts:
    """Classify the members living together on the day (instruments §0.1); raises ValueError when nobody is left."""
    together = [member for member in members if not member.lives_elsewhere]
    if not together:
        raise ValueError("A household has at least one member.")
    minors = [member for member in together if member.is_minor(on)]
    adults = [member for member in together if not member.is_minor(on)]
    adult_ages = [member.age(on) for member in adults]
    known_adult_ages = [age for age in adult_ages if age is not None]
    has_partner = any(member.relationship == SPOUSE_OR_PARTNER for member in together)
    tay_headed = bool(adults) and all(age is not None and age <= TAY_LAST_AGE for age in adult_ages)
    kind = _type(len(adults), len(minors), has_partner, tay_headed)
    return HouseholdFacts(
        type=kind,
        size=len(together),
        adults=len(adults),
        minors=len(minors),
        tay_headed=tay_headed,
        single_parent=kind == HouseholdType.FAMILY and not has_partner,
        oldest_adult_age=max(known_adult_ages, default=None),
        head_age=next((member.age(on) for member in together if member.relationship == SELF), None),
        child_under_5=any((age := member.age(on)) is not None and age < YOUNG_CHILD_BELOW for member in minors),
        unknown_ages=sum(member.age(on) is None for member in together),
    )


def _type(adults: int, minors: int, has_partner: bool, tay_headed: bool) -> HouseholdType:
    if not adults:
        return HouseholdType.UNACCOMPANIED_MINOR
    if minors:
        return HouseholdType.FAMILY
    if adults == 1:
        return HouseholdType.TAY if tay_headed else HouseholdType.SINGLE_ADULT
    return HouseholdType.COUPLE if adults == 2 and has_partner else HouseholdType.ADULT_GROUP
