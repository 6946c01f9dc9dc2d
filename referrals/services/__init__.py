"""The verbs of the work, one function each."""

from referrals.services.deaths import end_referrals_of_deceased
from referrals.services.housing import enroll, move_in, return_to_list
from referrals.services.interest import cannot_reach, client_declines, client_interested, log_failed_try
from referrals.services.openings import report_opening, start_sourcing, withdraw_opening
from referrals.services.program import (
    accept,
    acknowledge,
    decline,
    engaging,
    no_show,
    not_engaging,
    park,
    suggested_park_end,
)
from referrals.services.selection import drop, find_provider, notify_provider, open_candidate
from referrals.services.sending import cancel_stalled, confirm_decline, override_decline, refer

__all__ = [
    "accept",
    "acknowledge",
    "cancel_stalled",
    "cannot_reach",
    "client_declines",
    "client_interested",
    "confirm_decline",
    "decline",
    "drop",
    "end_referrals_of_deceased",
    "engaging",
    "enroll",
    "find_provider",
    "log_failed_try",
    "move_in",
    "no_show",
    "not_engaging",
    "notify_provider",
    "open_candidate",
    "override_decline",
    "park",
    "refer",
    "report_opening",
    "return_to_list",
    "start_sourcing",
    "suggested_park_end",
    "withdraw_opening",
]
