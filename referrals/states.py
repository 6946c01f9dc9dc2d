"""The states of openings and referrals, and who takes part (policy §7)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cas_portal.accounts.wording.names import name

OPENING_STATUS, REFERRAL_STATE = "opening_status", "referral_state"


class OpeningStatus(TextChoices):
    """Policy §7.1."""

    REPORTED = "REPORTED", name(OPENING_STATUS, "REPORTED", _("Reported"))
    SOURCING = "SOURCING", name(OPENING_STATUS, "SOURCING", _("Looking for a household"))
    OFFERED = "OFFERED", name(OPENING_STATUS, "OFFERED", _("Offered"))
    FILLED = "FILLED", name(OPENING_STATUS, "FILLED", _("Filled"))
    WITHDRAWN = "WITHDRAWN", name(OPENING_STATUS, "WITHDRAWN", _("Withdrawn"))


class State(TextChoices):
    """Policy §7.2. A terminal state is never reopened; a new referral is made."""

    CANDIDATE = "CANDIDATE", name(REFERRAL_STATE, "CANDIDATE", _("Candidate"))
    PROVIDER_NOTIFIED = (
        "PROVIDER_NOTIFIED",
        name(REFERRAL_STATE, "PROVIDER_NOTIFIED", _("Asked: is the client interested?")),
    )
    PROVIDER_YES = "PROVIDER_YES", name(REFERRAL_STATE, "PROVIDER_YES", _("Client is interested"))
    SENT = "SENT", name(REFERRAL_STATE, "SENT", _("Sent to the housing provider"))
    IN_PROCESS = "IN_PROCESS", name(REFERRAL_STATE, "IN_PROCESS", _("In process"))
    ACCEPTED = "ACCEPTED", name(REFERRAL_STATE, "ACCEPTED", _("Accepted"))
    DECLINE_PENDING = (
        "DECLINE_PENDING",
        name(REFERRAL_STATE, "DECLINE_PENDING", _("Declined by the program, SSF decides")),
    )
    ENROLLED = "ENROLLED", name(REFERRAL_STATE, "ENROLLED", _("Enrolled"))
    HOUSED = "HOUSED", name(REFERRAL_STATE, "HOUSED", _("Housed"))
    DECLINED_CLIENT = "DECLINED_CLIENT", name(REFERRAL_STATE, "DECLINED_CLIENT", _("Declined by the client"))
    DECLINED_PROVIDER = "DECLINED_PROVIDER", name(REFERRAL_STATE, "DECLINED_PROVIDER", _("Declined by the program"))
    NO_CONTACT = "NO_CONTACT", name(REFERRAL_STATE, "NO_CONTACT", _("Client could not be reached"))
    NO_SHOW = "NO_SHOW", name(REFERRAL_STATE, "NO_SHOW", _("No-show"))
    PARKED = "PARKED", name(REFERRAL_STATE, "PARKED", _("Parked"))
    PARK_ENDED = "PARK_ENDED", name(REFERRAL_STATE, "PARK_ENDED", _("Park ended"))
    RETURNED = "RETURNED", name(REFERRAL_STATE, "RETURNED", _("Returned to the list"))
    CANCELLED = "CANCELLED", name(REFERRAL_STATE, "CANCELLED", _("Cancelled"))


class Part(TextChoices):
    """In which part somebody acts on a referral."""

    SSF = "ssf", _("SSF")
    PROVIDER = "provider", _("Client's provider")
    HOUSING = "housing", _("Housing provider")
    SYSTEM = "system", _("System")


# Offers that hold the household: it can be offered nothing else. A household enrolled in TH may be offered PSH (F16).
HOLDS_CLIENT = (
    State.CANDIDATE,
    State.PROVIDER_NOTIFIED,
    State.PROVIDER_YES,
    State.SENT,
    State.IN_PROCESS,
    State.ACCEPTED,
    State.DECLINE_PENDING,
)
# Offers that hold the opening: until move-in, or until the household returns.
HOLDS_OPENING = (*HOLDS_CLIENT, State.ENROLLED)
# What the housing provider works on.
WITH_PROGRAM = (State.SENT, State.IN_PROCESS, State.ACCEPTED, State.DECLINE_PENDING, State.ENROLLED)
TERMINAL = tuple(state for state in State if state not in {*HOLDS_OPENING, State.PARKED})
