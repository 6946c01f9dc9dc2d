"""What must hold for a move besides the state and the part (policy §7.2). The table in `moves.py` names these."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Invalid
from cas_portal.time.dates import add_business_days, add_days, older_than
from clients.models import Contact
from referrals import reasons
from referrals.deadlines import Rules
from referrals.models import Opening, Referral
from referrals.moves import Move
from referrals.states import OpeningStatus, State


@dataclass(frozen=True, slots=True)
class Given:
    """What the person who makes a move says. Each verb uses a few of these."""

    reason: str = ""
    note: str = ""
    contact_on: date | None = None
    until: date | None = None
    last_seen_on: date | None = None
    missed: tuple[date, ...] = ()
    starts_on: date | None = None
    moved_in_on: date | None = None
    left_on: date | None = None
    destination: int | None = None
    provider_agency_id: int | None = None
    provider_user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A move about to be made: locked rows, who, when, with which rules, for which agency."""

    move: Move
    referral: Referral
    opening: Opening
    by: Actor
    day: date
    rules: Rules
    given: Given
    agency_id: int


def has_provider(step: Step) -> None:
    """Somebody must be there to ask the client; else SSF names an agency (policy §7.2)."""
    if step.referral.provider_agency_id is None:
        raise Conflict(
            _("Nobody is recorded as this client's provider."), _("Choose the agency that shall ask the client.")
        )


def asked_provider_is_late(step: Step) -> None:
    """A question that was asked is cancelled only when the answer is late (policy §7.2)."""
    asked = step.referral.state == State.PROVIDER_NOTIFIED
    if asked and step.referral.late_since is None:
        raise Conflict(
            _("The client's provider still has time to answer."),
            _("You can cancel this from the day after the answer was due."),
        )


def contact_is_recent(step: Step) -> None:
    """The client said so within the last `interest_contact_days` (policy §7.2, §17)."""
    most = step.rules.number("interest_contact_days")
    spoke_on = step.given.contact_on
    if spoke_on is None or spoke_on > step.day:
        raise Invalid(_("Enter the day you spoke with the client."))
    if older_than(spoke_on, most, step.day):
        raise Invalid(
            _("The contact is over %(days)s days old.") % {"days": most},
            _("Speak with the client again, then record the answer."),
        )


def tried_often_enough(step: Step) -> None:
    """At least `contact_tries` on `contact_try_days` days since the question was asked (policy §7.2, §17)."""
    tries, on_days = step.rules.number("contact_tries"), step.rules.number("contact_try_days")
    rows = Contact.objects.filter(
        client_id=step.referral.client_id, kind=Contact.Kind.FAILED_TRY, happened_on__gte=step.referral.notified_on
    )
    days = list(rows.values_list("happened_on", flat=True))
    if len(days) < tries or len(set(days)) < on_days:
        raise Conflict(
            _("Tries needed: %(tries)s on %(on)s different days. Recorded: %(have)s on %(days)s.")
            % {"tries": tries, "on": on_days, "have": len(days), "days": len(set(days))},
            _("Record each try, then come back."),
        )


def opening_is_open(step: Step) -> None:
    """The unit still waits for a household."""
    if step.opening.status not in {OpeningStatus.SOURCING, OpeningStatus.OFFERED}:
        raise Conflict(_("This opening is no longer open."), _("Choose another opening for the household."))


def record_can_be_opened(step: Step) -> None:
    """A survivor's record opens to a program only by a specific release of its victim service provider (policy §11)."""
    if step.referral.client.survivor:
        raise Conflict(
            _("A survivor's record cannot be sent to a program."),
            _("Arrange the meeting through the victim service provider."),
        )


def consent_is_explained(step: Step) -> None:
    """A decline for another reason counts only when SSF agrees and says why (F22)."""
    if step.referral.reason == reasons.OTHER and not step.given.note.strip():
        raise Invalid(_("Say why you agree with this reason."))


def says_why(step: Step) -> None:
    """An overruled decline is explained to the program."""
    if not step.given.note.strip():
        raise Invalid(_("Say why the program shall go on."))


def missed_often_enough(step: Step) -> None:
    """`missed_appointments`, or one and no contact within `no_show_wait_bd` after it (policy §7.2, §17)."""
    enough, wait = step.rules.number("missed_appointments"), step.rules.number("no_show_wait_bd")
    missed = sorted(set(step.given.missed))
    if not missed or missed[-1] > step.day or missed[0] < (step.referral.sent_on or missed[0]):
        raise Invalid(_("Enter the days of the missed appointments, from the day of the referral until today."))
    waited = step.day > add_business_days(missed[0], wait, step.rules.holidays)
    if len(missed) < enough and not waited:
        raise Conflict(
            _("Missed appointments needed: %(needed)s. Recorded: %(have)s.") % {"needed": enough, "have": len(missed)},
            _("Record another one, or wait %(days)s business days without contact.") % {"days": wait},
        )


def park_ends_later(step: Step) -> None:
    """A park has a last day after today."""
    if step.given.until is None or step.given.until <= step.day:
        raise Invalid(_("Enter the day until which the client is held. It must be after today."))


def client_lives(step: Step) -> None:
    """Death is not a park (F20)."""
    if step.referral.client.deceased_on is not None:
        raise Conflict(_("The client has died."), _("Record the exit instead; the referrals end with it."))


def is_stalled(step: Step) -> None:
    """A status answer is asked for only when the decision is overdue (policy §7.2)."""
    if step.referral.stalled_since is None:
        raise Conflict(_("No status answer is due."), _("Accept, decline or park the referral instead."))


def seen_in_the_past(step: Step) -> None:
    """The day the client was last seen is not in the future."""
    if step.given.last_seen_on is not None and step.given.last_seen_on > step.day:
        raise Invalid(_("The day you last saw the client cannot be in the future."))


def is_escalated(step: Step) -> None:
    """SSF cancels a stalled referral only after the further seven days (policy §7.2)."""
    if step.referral.escalated_on is None:
        raise Conflict(
            _("The program still has time to answer."), _("You can cancel this when seven more days have passed.")
        )


def start_is_sensible(step: Step) -> None:
    """The project start lies between the referral and today."""
    start = step.given.starts_on
    if start is None or start > step.day or start < (step.referral.sent_on or start):
        raise Invalid(_("Enter the project start date, from the day of the referral until today."))


def unit_is_free(step: Step) -> None:
    """A unit takes as many households as it has places, however many were offered it."""
    others = step.opening.referrals.filter(state=State.ENROLLED).exclude(pk=step.referral.pk).count()
    if others >= step.opening.slots:
        raise Conflict(_("Another household was enrolled in this unit."), _("Ask SSF for another opening."))


def moves_in_after_start(step: Step) -> None:
    """The move-in lies between the project start and today."""
    moved = step.given.moved_in_on
    if moved is None or moved > step.day or moved < (step.referral.enrolled_on or moved):
        raise Invalid(_("Enter the move-in date, from the project start until today."))


def left_in_time(step: Step) -> None:
    """A household that leaves within `return_days` without moving in returns to the list (F17)."""
    most = step.rules.number("return_days")
    left, start = step.given.left_on, step.referral.enrolled_on
    if left is None or left > step.day or start is None or left < start:
        raise Invalid(_("Enter the day the household left, from the project start until today."))
    if left > add_days(start, most):
        raise Conflict(
            _("The household left over %(days)s days after the project start.") % {"days": most},
            _("Record the exit; a new assessment decides what comes next."),
        )


GUARDS: dict[str, Callable[[Step], None]] = {
    guard.__name__: guard
    for guard in (
        has_provider, asked_provider_is_late, contact_is_recent, tried_often_enough, opening_is_open,
        record_can_be_opened, consent_is_explained, says_why, missed_often_enough, park_ends_later, client_lives,
        is_stalled, seen_in_the_past, is_escalated, start_is_sensible, unit_is_free, moves_in_after_start, left_in_time,
    )
}  # fmt: skip
