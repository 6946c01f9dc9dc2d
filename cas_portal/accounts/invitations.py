"""The key in an invitation's link, and what an invitation is good for. Pure functions of the row and the clock."""

from datetime import timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

from cas_portal.accounts.models import Invitation
from cas_portal.time import clock

OPEN, USED, WITHDRAWN, EXPIRED = "open", "used", "withdrawn", "expired"
# One reset message for each address in this time, so that nobody can flood a mailbox.
RESET_PAUSE = timedelta(minutes=5)


def key(invitation: Invitation) -> str:
    """Return the secret part of the link: a keyed hash, so that who reads the table cannot use it."""
    content = f"{invitation.public_id}|{invitation.nonce}"
    return salted_hmac("cas_portal.accounts.invitations", content, algorithm="sha256").hexdigest()


def fits(invitation: Invitation, given: str) -> bool:
    """Whether the secret part of a link is that of the invitation as it was last sent."""
    return constant_time_compare(key(invitation), given)


def state(invitation: Invitation) -> str:
    """Return whether an invitation is open, used, withdrawn or expired; the moment of expiry is too late."""
    if invitation.accepted_at is not None:
        return USED
    if invitation.withdrawn_at is not None:
        return WITHDRAWN
    return OPEN if clock.now() < invitation.expires_at else EXPIRED
