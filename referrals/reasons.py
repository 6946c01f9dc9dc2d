"""Why a referral ended or waits, with the HUD result (4.20.D) each reason gives (policy §7.3).

What stands here are the words of the policy. A community rewords, adds and ends reasons by dated rows; the HUD result
follows from the list a reason belongs to.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cas_portal.accounts.wording.book import Book, Line, open_book
from cas_portal.accounts.wording.lists import Entry, WordList


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
# What the engine itself writes or asks about: reworded, never ended.
_FIXED = frozenset({OTHER, PROGRAM_SILENT, VACANCY_FILLED, NO_SHOW, DISENGAGED}) | _NOT_OFFERED
RESULTS = {
    Outcome.CLIENT: Result.CLIENT_DECLINED,
    Outcome.NO_SHOW: Result.CLIENT_DECLINED,
    Outcome.PROVIDER: Result.PROVIDER_DECLINED,
    Outcome.UNRESPONSIVE: Result.PROVIDER_DECLINED,
}


def key_of(outcome: Outcome) -> str:
    """Return under which key a community words the reasons of an outcome."""
    return f"referral_{outcome.value}"


def offered(outcome: Outcome) -> list[Reason]:
    """Return the reasons the policy offers for an outcome, in their order."""
    return [reason for reason in ALL if reason.outcome == outcome and reason.code not in _NOT_OFFERED]


def _entry(reason: Reason) -> Entry:
    return Entry(
        reason.code,
        reason.label,
        needs_note=reason.needs_text,
        fixed=reason.code in _FIXED,
        offered=reason.code not in _NOT_OFFERED,
    )


NAMES = {
    Outcome.CLIENT: _("Referrals: the client declines"),
    Outcome.PROVIDER: _("Referrals: the program declines"),
    Outcome.NO_SHOW: _("Referrals: no-show"),
    Outcome.CANCELLED: _("Referrals: cancelled"),
    Outcome.UNRESPONSIVE: _("Referrals: the program does not answer"),
    Outcome.PARK: _("Referrals: parked"),
    Outcome.NOT_ENGAGED: _("Referrals: the client does not take part"),
    Outcome.RETURNED: _("Referrals: returned to the list"),
}
LISTS = {
    outcome: WordList(
        key_of(outcome),
        NAMES[outcome],
        _("Offered when a referral ends or waits so. What HUD is told follows from the list."),
        tuple(_entry(reason) for reason in ALL if reason.outcome == outcome),
    )
    for outcome in Outcome
}


def open_reasons(continuum_id: int) -> Book:
    """Read how a community words its reasons, of every day, in one query."""
    return open_book(continuum_id, *map(key_of, Outcome))


def reason_for(book: Book, code: str, outcome: Outcome, note: str = "", *, on: date) -> Line:
    """Return the reason; raises Invalid unless it belongs to the outcome, holds that day and has the text it needs."""
    return book.chosen(LISTS[outcome], code, note, on)


def outcome_of(code: str) -> Outcome | None:
    """Return whose decision a reason stands for, also one that a community added; None for no reason of ours."""
    if code in BY_CODE:
        return BY_CODE[code].outcome
    return next((outcome for outcome in Outcome if code.startswith(f"{key_of(outcome)}_")), None)


def result_of(code: str) -> Result | None:
    """Return the HUD result of a reason, None for those that say nothing about the offer."""
    outcome = outcome_of(code)
    return RESULTS.get(outcome) if outcome else None


def label(book: Book, code: str, on: date) -> str | Promise:
    """Return the words a reason had on a day, or nothing when none was given."""
    outcome = outcome_of(code)
    return book.text(LISTS[outcome], code, on) if outcome else ""
