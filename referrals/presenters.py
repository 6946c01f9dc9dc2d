"""The words and marks of referral pages. No queries."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.accounts.wording.book import Book
from clients.household import HouseholdType
from referrals import reasons
from referrals.models import Opening, Referral, Transition
from referrals.models.openings import HOUSEHOLD_LABELS, HouseholdRules, Preference
from referrals.moves import Move, Verb
from referrals.states import OpeningStatus, State

TONES = {
    State.SENT: "attention", State.DECLINE_PENDING: "attention", State.PROVIDER_NOTIFIED: "attention",
    State.ACCEPTED: "good", State.ENROLLED: "good", State.HOUSED: "good", State.PROVIDER_YES: "info",
    State.IN_PROCESS: "info", State.CANDIDATE: "info",
}  # fmt: skip
OPENING_TONES = {
    OpeningStatus.REPORTED: "attention", OpeningStatus.SOURCING: "info", OpeningStatus.OFFERED: "info",
    OpeningStatus.FILLED: "good",
}  # fmt: skip
TIMELINE_TONES = {State.ACCEPTED: "good", State.ENROLLED: "good", State.HOUSED: "good"}
# Done at once by a button; every other verb has a page that asks what it needs.
AT_ONCE = frozenset({Verb.ACKNOWLEDGE, Verb.ACCEPT})
# What is done most often comes first; the first of these stands out.
ORDER = (
    Verb.ENGAGING, Verb.NOT_ENGAGING, Verb.ACCEPT, Verb.INTERESTED, Verb.REFER, Verb.NOTIFY, Verb.ENROLL, Verb.MOVE_IN,
    Verb.CONFIRM_DECLINE, Verb.OVERRIDE_DECLINE, Verb.ACKNOWLEDGE, Verb.DECLINE, Verb.PARK, Verb.NO_SHOW,
    Verb.CLIENT_DECLINES, Verb.CANNOT_REACH, Verb.RETURN, Verb.DROP, Verb.CANCEL_STALLED,
)  # fmt: skip

# What was done, in the words of the history.
DONE = {
    Verb.SELECT: gettext_lazy("Selected"),
    Verb.NOTIFY: gettext_lazy("The client's provider was asked"),
    Verb.DROP: gettext_lazy("Cancelled"),
    Verb.INTERESTED: gettext_lazy("The client was interested"),
    Verb.CLIENT_DECLINES: gettext_lazy("The client declined"),
    Verb.CANNOT_REACH: gettext_lazy("The client could not be reached"),
    Verb.REFER: gettext_lazy("Sent to the housing provider"),
    Verb.ACKNOWLEDGE: gettext_lazy("Acknowledged"),
    Verb.ACCEPT: gettext_lazy("Accepted"),
    Verb.DECLINE: gettext_lazy("Declined by the program"),
    Verb.CONFIRM_DECLINE: gettext_lazy("Decline confirmed"),
    Verb.OVERRIDE_DECLINE: gettext_lazy("Decline overruled"),
    Verb.NO_SHOW: gettext_lazy("No-show recorded"),
    Verb.PARK: gettext_lazy("Parked"),
    Verb.ENGAGING: gettext_lazy("The client took part"),
    Verb.NOT_ENGAGING: gettext_lazy("The client did not take part"),
    Verb.ENROLL: gettext_lazy("Enrolled"),
    Verb.CANCEL_STALLED: gettext_lazy("Cancelled: the program did not answer"),
    Verb.MOVE_IN: gettext_lazy("Moved in"),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline that runs: what is due, and its last day."""

    label: str
    due: date


def clock_of(referral: Referral) -> Clock | None:
    """The deadline that runs in the present state, or None."""
    state = referral.state
    if state == State.PROVIDER_NOTIFIED and referral.answer_due_on:
        return Clock(_("Answer"), referral.answer_due_on)
    if state == State.SENT and referral.ack_due_on and not referral.stalled_since:
        return Clock(_("Acknowledge"), referral.ack_due_on)
    if state in {State.SENT, State.IN_PROCESS} and referral.decision_due_on:
        return Clock(_("Decision"), referral.decision_due_on)
    if state == State.PARKED and referral.park_until:
        return Clock(_("Parked until"), referral.park_until)
    return None


def tags(referral: Referral) -> list[dict[str, str]]:
    """The state, and the flags that matter now, as status tags."""
    shown = [{"text": str(State(referral.state).label), "tone": TONES.get(State(referral.state), "neutral")}]
    if referral.state == State.PROVIDER_NOTIFIED and referral.late_since:
        shown.append({"text": _("Late"), "tone": "bad"})
    if referral.state in {State.SENT, State.IN_PROCESS} and referral.stalled_since:
        shown.append({"text": _("Stalled"), "tone": "bad"})
    if referral.case_conference:
        shown.append({"text": _("Case conference"), "tone": "attention"})
    return shown


def opening_tag(opening: Opening) -> dict[str, str]:
    """The status of an opening as a status tag."""
    status = OpeningStatus(opening.status)
    return {"text": str(status.label), "tone": OPENING_TONES.get(status, "neutral")}


def buttons(referral: Referral, moves: list[Move]) -> list[dict[str, object]]:
    """The moves open to somebody as buttons; the first one stands out."""
    return [
        {
            "label": move.verb.label,
            "url": verb_url(referral, move.verb),
            "post": move.verb in AT_ONCE,
            "look": "outline" if number else "",
        }
        for number, move in enumerate(sorted(moves, key=lambda move: ORDER.index(move.verb)))
    ]


def verb_url(referral: Referral, verb: Verb) -> str:
    """Where a verb is carried out."""
    return reverse(f"referrals:{verb.value}", args=[referral.public_id])


def timeline(transitions: list[Transition], book: Book) -> list[dict[str, object]]:
    """What happened to a referral, newest first: the move, who made it, why."""
    return [
        {
            "at": row.at,
            "title": DONE.get(Verb(row.verb), Verb(row.verb).label),
            "who": row.created_by.name if row.created_by else _("The portal"),
            "text": _why(row, book),
            "tone": TIMELINE_TONES.get(State(row.to_state), ""),
        }
        for row in reversed(transitions)
    ]


def _why(row: Transition, book: Book) -> str | Promise:
    label = str(reasons.label(book, row.reason, row.day)) if row.reason else ""
    return ": ".join(part for part in (label, row.note) if part)


def rule_lines(opening: HouseholdRules) -> list[tuple[str, object]]:
    """What a household must meet, as facts; an opening also says who goes first."""
    preferences = getattr(opening, "preferences", None)
    first = ", ".join(str(Preference(name).label) for name in preferences or ())
    sizes = _sizes(opening.min_size, opening.max_size)
    types = [str(HOUSEHOLD_LABELS[HouseholdType(kind)]) for kind in opening.household_types]
    only = [
        label
        for label, wanted in (
            (_("Chronically homeless"), opening.chronic_only),
            (_("Veterans"), opening.veteran_only),
            (_("Transition-age youth"), opening.tay_only),
            (_("Survivors"), opening.survivor_only),
        )
        if wanted
    ]
    return [
        (_("Papers"), opening.get_required_tier_display()),
        (_("Household types"), ", ".join(types) or _("Any")),
        (_("Household size"), sizes),
        (_("Only for"), ", ".join(only) or _("Everybody")),
        (_("Youngest age of the head"), opening.min_age or _("Any")),
        (_("Areas"), ", ".join(opening.zones) or _("Any")),
        *([] if preferences is None else [(_("Goes first"), first or _("Nobody"))]),
    ]


def _sizes(least: int | None, most: int | None) -> str:
    if least and most:
        return _("%(least)s to %(most)s people") % {"least": least, "most": most}
    if most:
        return _("At most %(most)s people") % {"most": most}
    if least:
        return _("At least %(least)s people") % {"least": least}
    return _("Any")


def list_for(actor: Actor) -> tuple[str, str]:
    """Return name and address of the list on which this actor works with referrals."""
    for permission, label, url_name in (
        (Permission.ANSWER_REFERRAL, _("Referrals to us"), "referrals:inbox"),
        (Permission.SELECT_CANDIDATE, _("Referrals"), "referrals:desk"),
        (Permission.ANSWER_INTEREST, _("Questions"), "referrals:questions"),
    ):
        if actor.can(permission):
            return label, reverse(url_name)
    return _("Today"), reverse("today")


def name(referral: Referral) -> str:
    """How staff who see the client call them: the name, or the code of a survivor record."""
    identity = getattr(referral.client, "identity", None)
    if identity is not None:
        return str(identity.full_name)
    return referral.client.survivor_code or _("Name not given")


def selection(referral: Referral, passed_over: object) -> list[tuple[str, object]]:
    """What SSF saw when it selected the household; for SSF alone."""
    facts: list[tuple[str, object]] = [
        (_("Position"), referral.rank),
        (_("Score"), referral.score),
        (_("EVH"), _("Yes") if referral.evh else _("No")),
        (_("Papers"), referral.get_tier_display() if referral.tier else ""),
    ]
    if referral.skip_reason:
        facts.append((_("Why others were passed over"), passed_over))
    if referral.override_reason:
        facts.append((_("Why a condition was waived"), referral.override_reason))
    return facts
