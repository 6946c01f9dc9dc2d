"""Groups of HUD codes and the rules that hang on them: living situations, CE events, project types."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from cas_portal.hud import lists
from cas_portal.hud.lists import Code

DO_NOT_KNOW = 8
PREFERS_NOT_TO_ANSWER = 9
DATA_NOT_COLLECTED = 99

HEAD_OF_HOUSEHOLD = 1
RENTAL_WITH_SUBSIDY = 435
OTHER_SITUATION = 17
DECEASED = 24
OTHER_FUNDER = 46
NO_EXIT_INTERVIEW = 30

NO_ANSWER = frozenset({DO_NOT_KNOW, PREFERS_NOT_TO_ANSWER, DATA_NOT_COLLECTED})


class SituationGroup(StrEnum):
    """HUD's sections of list 3.12.1, by range of codes."""

    HOMELESS = "homeless"
    INSTITUTIONAL = "institutional"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    OTHER = "other"


class SituationUse(StrEnum):
    """Where a living situation is asked: 3.917 (prior), 4.12 (current), 3.12 (destination)."""

    PRIOR = "prior"
    CURRENT = "current"
    DESTINATION = "destination"


class ProjectGroup(StrEnum):
    """Project types which share a rule of HUD."""

    EMERGENCY_SHELTER = "emergency_shelter"
    SAFE_HAVEN = "safe_haven"
    TRANSITIONAL = "transitional"
    PERMANENT_HOUSING = "permanent_housing"
    PSH = "psh"
    RRH = "rrh"
    OTHER_PH = "other_ph"
    STREET_OUTREACH = "street_outreach"
    SERVICES_ONLY = "services_only"
    PREVENTION = "prevention"
    COORDINATED_ENTRY = "coordinated_entry"
    RESIDENTIAL = "residential_with_inventory"
    NON_RESIDENTIAL = "non_residential"
    SHORT_PRIOR_SITUATION = "uses_3.917A"
    LONG_PRIOR_SITUATION = "uses_3.917B"
    HAS_MOVE_IN_DATE = "move_in_date"


@dataclass(frozen=True)
class EventRule:
    """What a CE event (4.20) may carry besides its date.

    A: re-housed in a safe alternative; B: enrolled in aftercare; C: the project referred to; D: referral result
    (with the result date E). `location_project_types` are the types offered as location C.
    """

    event: int
    is_referral: bool
    is_retired: bool
    takes_rehoused_result: bool
    takes_aftercare_result: bool
    takes_location: bool
    takes_referral_result: bool
    location_project_types: frozenset[int]

    @property
    def takes_any_result(self) -> bool:
        return self.takes_rehoused_result or self.takes_aftercare_result or self.takes_referral_result


@cache
def situations(group: SituationGroup) -> frozenset[int]:
    """The living situation codes of one group."""
    return frozenset(_groups()["living_situation_groups"][group.value])


def situation_group(code: int) -> SituationGroup:
    """The group a code of list 3.12.1 belongs to; KeyError when it is no such code."""
    for group in SituationGroup:
        if code in situations(group):
            return group
    raise KeyError(f"{code!r} is no living situation")


def is_homeless_situation(code: int | None) -> bool:
    """Whether this living situation is one of 101, 116, 118 (100-199): the person is literally homeless in it."""
    return code in situations(SituationGroup.HOMELESS)


def situation_choices(use: SituationUse) -> list[tuple[Code, str]]:
    """The living situations offered for this use, in HUD's display order; 99, data not collected, closes the list."""
    usage = _groups()["living_situation_usage"]
    order = _groups()["living_situation_display_order"]
    return lists.choices("3.12.1", only=[code for code in order if usage[str(code)][use.value]])


@cache
def project_types(group: ProjectGroup) -> frozenset[int]:
    """The project type codes (2.02.6) of one group."""
    return frozenset(_groups()["project_type_groups"][group.value])


@cache
def housing_types() -> frozenset[int]:
    """Permanent and transitional housing: what the housing list is for."""
    return project_types(ProjectGroup.PERMANENT_HOUSING) | project_types(ProjectGroup.TRANSITIONAL)


@cache
def event_rule(event: int) -> EventRule:
    """What HUD lets a CE event carry; KeyError when the code is no event (17 is retired but known)."""
    if not lists.is_code("Event", event, retired=True):
        raise KeyError(f"{event!r} is no CE event")
    rules = _groups()["event_rules"]
    result = rules["result_D_ReferralResult"]
    candidates = rules["location_candidates"].get(str(event), {})
    return EventRule(
        event=event,
        is_referral=event not in rules["access_events"],
        is_retired=event in rules["retired_events"],
        takes_rehoused_result=event in rules["result_A_ProbSolDivRRResult"]["events"],
        takes_aftercare_result=event in rules["result_B_ReferralCaseManageAfter"]["events"],
        takes_location=event in rules["location_C_LocationCrisisOrPHHousing"]["events"],
        takes_referral_result=event in {*result["events"], *result["historical_events"]},
        location_project_types=frozenset(candidates.get("project_types", ())),
    )


def event_choices() -> list[tuple[Code, str]]:
    """The CE events a person may record today (the retired 17 is left out)."""
    return lists.choices("Event")


def _groups() -> dict[str, Any]:
    groups: dict[str, Any] = lists.document()["groups"]
    return groups
