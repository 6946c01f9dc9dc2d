"""Why a referral ended or waits, with the HUD result (4.20.D) each reason gives (policy §7.3)."""

from dataclasses import dataclass
from enum import IntEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cas_portal.access.errors import Invalid


class Result(IntEnum):
    """HUD 4.20.D: what became of a referral."""

    ACCEPTED = 1
    CLIENT_DECLINED = 2
    PROVIDER_DECLINED = 3


class Outcome(TextChoices):
    """Whose decision a reason stands for; each form offers the reasons of one outcome."""

    CLIENT = "client", _("The client decides")
    PROVIDER = "provider", _("The program decides")
    NO_SHOW = "no_show", _("The client did not come")
    CANCELLED = "cancelled", _("Nobody's decision")
    UNRESPONSIVE = "unresponsive", _("The program did not answer")
    PARK = "park", _("The client cannot go on now")
    NOT_ENGAGED = "not_engaged", _("The client does not take part now")
    RETURNED = "returned", _("The household left before moving in")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason a form offers. `needs_text`: it counts only with an explanation."""

    code: str
    label: str | Promise
    outcome: Outcome
    result: Result | None = None
    needs_text: bool = False


OTHER = "other"
CLIENT_DIED = "client_died"
PROGRAM_SILENT = "program_silent"
OPENING_WITHDRAWN = "opening_withdrawn"
ENROLLED_ELSEWHERE = "enrolled_elsewhere"
VACANCY_FILLED = "vacancy_filled"
NO_SHOW = "no_show"
DISENGAGED = "disengaged"

_CLIENT = Result.CLIENT_DECLINED
_PROVIDER = Result.PROVIDER_DECLINED
ALL: tuple[Reason, ...] = (
    Reason("not_this_program", _("Does not want this program"), Outcome.CLIENT, _CLIENT),
    Reason("another_area", _("Wants another area"), Outcome.CLIENT, _CLIENT),
    Reason("other_housing", _("Has another housing option"), Outcome.CLIENT, _CLIENT),
    Reason("self_resolved", _("Found a solution without help"), Outcome.CLIENT, _CLIENT),
    Reason("not_now", _("Does not want housing now"), Outcome.CLIENT, _CLIENT),
    Reason("safety", _("Safety concern"), Outcome.CLIENT, _CLIENT),
    Reason("declined_services", _("Declined services"), Outcome.CLIENT, _CLIENT),
    Reason(NO_SHOW, _("Did not come to the appointments"), Outcome.NO_SHOW, _CLIENT),
    Reason("not_eligible_services", _("Not eligible: services"), Outcome.PROVIDER, _PROVIDER),
    Reason("not_eligible_housing", _("Not eligible: housing type"), Outcome.PROVIDER, _PROVIDER),
    Reason("not_eligible_funding", _("Not eligible: funding"), Outcome.PROVIDER, _PROVIDER),
    Reason("screening", _("Screening by the landlord or a third party"), Outcome.PROVIDER, _PROVIDER),
    Reason("higher_care", _("Needs a higher level of care"), Outcome.PROVIDER, _PROVIDER),
    Reason(VACANCY_FILLED, _("The unit was filled by another household"), Outcome.PROVIDER, _PROVIDER),
    Reason("unreachable", _("Could not be reached after the agreed tries"), Outcome.PROVIDER, _PROVIDER),
    Reason("health_safety", _("Health and safety"), Outcome.PROVIDER, _PROVIDER),
    Reason(OTHER, _("Other; SSF must agree"), Outcome.PROVIDER, _PROVIDER, needs_text=True),
    Reason(PROGRAM_SILENT, _("The program did not answer"), Outcome.UNRESPONSIVE, _PROVIDER),
    Reason(OPENING_WITHDRAWN, _("The opening was withdrawn"), Outcome.CANCELLED),
    Reason("entered_by_mistake", _("Entered by mistake"), Outcome.CANCELLED),
    Reason("cancelled_before_sending", _("SSF cancelled it before sending"), Outcome.CANCELLED),
    Reason("hospital_or_jail", _("In a hospital or in jail"), Outcome.CANCELLED),
    Reason(ENROLLED_ELSEWHERE, _("The household was enrolled elsewhere"), Outcome.CANCELLED),
    Reason(CLIENT_DIED, _("The client has died"), Outcome.CANCELLED),
    Reason(DISENGAGED, _("Cannot be found"), Outcome.PARK),
    Reason("short_stay", _("Short stay in jail or hospital"), Outcome.PARK),
    Reason("treatment", _("In treatment"), Outcome.PARK),
    Reason("park_higher_care", _("Needs higher care for now"), Outcome.PARK),
    Reason("client_waits", _("The client asks to wait"), Outcome.PARK),
    Reason("not_reached", _("Could not be reached"), Outcome.NOT_ENGAGED),
    Reason("does_not_take_part", _("Does not take part at present"), Outcome.NOT_ENGAGED),
    Reason("away", _("In a hospital, in jail or in treatment"), Outcome.NOT_ENGAGED),
    Reason("left_before_move_in", _("Left the program before moving in"), Outcome.RETURNED),
    Reason("unit_lost", _("The unit is no longer available"), Outcome.RETURNED),
)
BY_CODE = {reason.code: reason for reason in ALL}

# Written by the engine or by another verb, never offered in a form.
_NOT_OFFERED = frozenset({OPENING_WITHDRAWN, ENROLLED_ELSEWHERE, CLIENT_DIED})


def offered(outcome: Outcome) -> list[Reason]:
    """Return the reasons a form offers for an outcome, in their order."""
    return [reason for reason in ALL if reason.outcome == outcome and reason.code not in _NOT_OFFERED]


def reason_for(code: str, outcome: Outcome, note: str = "") -> Reason:
    """Return the reason; raises Invalid unless it belongs to the outcome and carries the text it needs."""
    reason = BY_CODE.get(code)
    if reason is None or reason.outcome != outcome:
        raise Invalid(str(_("Choose one of the listed reasons.")))
    if reason.needs_text and not note.strip():
        raise Invalid(str(_("Explain the reason in a few words.")))
    return reason


def label(code: str) -> str | Promise:
    """Return the words of a reason, or nothing when none was given."""
    return BY_CODE[code].label if code in BY_CODE else ""
