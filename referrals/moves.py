"""Every move a referral can make, as one table (policy §7.2). Services, pages and tests read it.

One row per verb: from which states, in which part somebody must act, what must hold, where it leads, what it causes,
which deadlines it starts and which it leaves running; every other open deadline of the referral ends with the move.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from referrals.models.deadlines import Deadline
from referrals.reasons import Outcome
from referrals.states import HOLDS_CLIENT, HOLDS_OPENING, Part, State

Due = Deadline.Kind
S = State


class Verb(TextChoices):
    """The verbs of the work, in the words of the buttons."""

    SELECT = "select", _("Select")
    NOTIFY = "notify", _("Ask the client's provider")
    DROP = "drop", _("Cancel")
    INTERESTED = "interested", _("The client is interested")
    CLIENT_DECLINES = "client_declines", _("The client declines")
    CANNOT_REACH = "cannot_reach", _("The client cannot be reached")
    REFER = "refer", _("Send to the housing provider")
    ACKNOWLEDGE = "acknowledge", _("Acknowledge")
    ACCEPT = "accept", _("Accept")
    DECLINE = "decline", _("Decline")
    CONFIRM_DECLINE = "confirm_decline", _("Confirm the decline")
    OVERRIDE_DECLINE = "override_decline", _("Overrule the decline")
    NO_SHOW = "no_show", _("Record a no-show")
    PARK = "park", _("Park")
    ENGAGING = "engaging", _("The client takes part")
    NOT_ENGAGING = "not_engaging", _("The client does not take part")
    CANCEL_STALLED = "cancel_stalled", _("Cancel: the program did not answer")
    ENROLL = "enroll", _("Enroll")
    MOVE_IN = "move_in", _("Record move-in")
    RETURN = "return", _("Left without moving in")
    WITHDRAW = "withdraw", _("Opening withdrawn")
    GIVE_WAY = "give_way", _("Household enrolled elsewhere")
    UNIT_TAKEN = "unit_taken", _("Unit filled by another household")
    DEATH = "death", _("Client has died")
    GO_LATE = "go_late", _("No answer in time")
    STALL = "stall", _("No decision in time")
    ESCALATE = "escalate", _("Still no decision")
    END_PARK = "end_park", _("Park ended")


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. `target` None keeps the state; `guards` name functions of `referrals.guards`."""

    verb: Verb
    sources: tuple[State, ...]
    parts: frozenset[Part]
    target: State | None
    guards: tuple[str, ...] = ()
    starts: tuple[Due, ...] = ()
    keeps: tuple[Due, ...] = ()
    outcome: Outcome | None = None
    closes: bool = False
    frees_opening: bool = False
    shuts_record: bool = False


def _by(*parts: Part) -> frozenset[Part]:
    return frozenset(parts)


def _end(verb: Verb, sources: tuple[State, ...], parts: frozenset[Part], target: State, **more) -> Move:
    """A move into a terminal state: the offer is over, the opening is free, the program's view of the record ends."""
    return Move(verb, sources, parts, target, closes=True, frees_opening=True, shuts_record=True, **more)


_SSF, _PROVIDER, _HOUSING, _SYSTEM = (_by(part) for part in (Part.SSF, Part.PROVIDER, Part.HOUSING, Part.SYSTEM))
_OPEN_WITH_PROGRAM = (S.SENT, S.IN_PROCESS)
_DECIDING = (Due.DECISION_WARNING, Due.DECISION, Due.ESCALATION)

MOVES: tuple[Move, ...] = (
    Move(
        Verb.NOTIFY, (S.CANDIDATE,), _SSF, S.PROVIDER_NOTIFIED,
        guards=("has_provider",), starts=(Due.ANSWER_WARNING, Due.ANSWER),
    ),
    _end(
        Verb.DROP, (S.CANDIDATE, S.PROVIDER_NOTIFIED, S.PROVIDER_YES), _SSF, S.CANCELLED,
        guards=("asked_provider_is_late",), outcome=Outcome.CANCELLED,
    ),
    Move(Verb.INTERESTED, (S.PROVIDER_NOTIFIED,), _PROVIDER, S.PROVIDER_YES, guards=("contact_is_recent",)),
    _end(
        Verb.CLIENT_DECLINES, (S.PROVIDER_NOTIFIED, *_OPEN_WITH_PROGRAM), _by(Part.PROVIDER, Part.HOUSING),
        S.DECLINED_CLIENT, outcome=Outcome.CLIENT,
    ),
    _end(Verb.CANNOT_REACH, (S.PROVIDER_NOTIFIED,), _PROVIDER, S.NO_CONTACT, guards=("tried_often_enough",)),
    Move(
        Verb.REFER, (S.PROVIDER_YES,), _SSF, S.SENT,
        guards=("opening_is_open", "record_can_be_opened"), starts=(Due.ACKNOWLEDGE, *_DECIDING),
    ),
    Move(Verb.ACKNOWLEDGE, (S.SENT,), _HOUSING, S.IN_PROCESS, keeps=_DECIDING),
    Move(Verb.ACCEPT, _OPEN_WITH_PROGRAM, _HOUSING, S.ACCEPTED),
    Move(Verb.DECLINE, _OPEN_WITH_PROGRAM, _HOUSING, S.DECLINE_PENDING, outcome=Outcome.PROVIDER),
    _end(Verb.CONFIRM_DECLINE, (S.DECLINE_PENDING,), _SSF, S.DECLINED_PROVIDER, guards=("consent_is_explained",)),
    Move(Verb.OVERRIDE_DECLINE, (S.DECLINE_PENDING,), _SSF, S.IN_PROCESS, guards=("says_why",), starts=_DECIDING),
    _end(
        Verb.NO_SHOW, _OPEN_WITH_PROGRAM, _HOUSING, S.NO_SHOW,
        guards=("missed_often_enough",), outcome=Outcome.NO_SHOW,
    ),
    Move(
        Verb.PARK, (*_OPEN_WITH_PROGRAM, S.ACCEPTED), _HOUSING, S.PARKED,
        guards=("park_ends_later", "client_lives"), starts=(Due.PARK_WARNING, Due.PARK_END), outcome=Outcome.PARK,
        frees_opening=True, shuts_record=True,
    ),
    Move(
        Verb.ENGAGING, _OPEN_WITH_PROGRAM, _HOUSING, None,
        guards=("is_stalled", "seen_in_the_past"), starts=_DECIDING,
    ),
    Move(
        Verb.NOT_ENGAGING, _OPEN_WITH_PROGRAM, _HOUSING, None,
        guards=("is_stalled", "seen_in_the_past"), outcome=Outcome.NOT_ENGAGED,
    ),
    _end(
        Verb.CANCEL_STALLED, _OPEN_WITH_PROGRAM, _SSF, S.CANCELLED,
        guards=("is_escalated",), outcome=Outcome.UNRESPONSIVE,
    ),
    Move(Verb.ENROLL, (S.ACCEPTED,), _HOUSING, S.ENROLLED, guards=("start_is_sensible", "unit_is_free")),
    Move(Verb.MOVE_IN, (S.ENROLLED,), _HOUSING, S.HOUSED, guards=("moves_in_after_start",), closes=True),
    _end(
        Verb.RETURN, (S.ENROLLED,), _HOUSING, S.RETURNED, guards=("left_in_time",), outcome=Outcome.RETURNED,
    ),
    _end(Verb.WITHDRAW, HOLDS_CLIENT, _by(Part.SSF, Part.HOUSING, Part.SYSTEM), S.CANCELLED),
    _end(Verb.GIVE_WAY, HOLDS_CLIENT, _HOUSING, S.CANCELLED),
    _end(Verb.UNIT_TAKEN, HOLDS_CLIENT, _by(Part.HOUSING, Part.SYSTEM), S.CANCELLED),
    _end(Verb.DEATH, (*HOLDS_OPENING, S.PARKED), _by(Part.SSF, Part.SYSTEM), S.CANCELLED),
    Move(Verb.GO_LATE, (S.PROVIDER_NOTIFIED,), _SYSTEM, None),
    Move(Verb.STALL, _OPEN_WITH_PROGRAM, _SYSTEM, None, keeps=(Due.ESCALATION, Due.ACKNOWLEDGE)),
    Move(Verb.ESCALATE, _OPEN_WITH_PROGRAM, _SYSTEM, None),
    Move(Verb.END_PARK, (S.PARKED,), _SYSTEM, S.PARK_ENDED, closes=True),
)  # fmt: skip
BY_VERB = {move.verb: move for move in MOVES}

# Moves the engine makes as an effect of something else; no button offers them.
INDIRECT = frozenset(
    {Verb.WITHDRAW, Verb.GIVE_WAY, Verb.UNIT_TAKEN, Verb.DEATH, *(move.verb for move in MOVES if move.parts == _SYSTEM)}
)


def moves_from(state: str) -> list[Move]:
    """Return the moves a person can make from a state, in the order of the table."""
    return [move for move in MOVES if state in move.sources and move.verb not in INDIRECT]
