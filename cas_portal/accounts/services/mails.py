"""Messages about accounts: requests ask for them, the worker writes and sends them (security.md §9)."""

import uuid
from functools import partial

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from cas_portal.access.actor import Actor
from cas_portal.accounts import invitations, mail
from cas_portal.accounts.models import Continuum, Inactive, Invitation, Membership, PasswordRequest, User
from cas_portal.outbox import handlers
from cas_portal.outbox import services as outbox
from cas_portal.outbox.handlers import Payload
from cas_portal.time import clock

INVITATION = "accounts.invitation"
RESET = "accounts.reset"
NOTICE = "accounts.notice."
# What changed about somebody's sign-in, by the name the sign-in library gives it, and our own.
EVENTS = {
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_changed",
    "account/email/password_reset": "password_changed",
    "mfa/email/totp_activated": "factor_added",
    "mfa/email/webauthn_added": "factor_added",
    "mfa/email/totp_deactivated": "factor_removed",
    "mfa/email/webauthn_removed": "factor_removed",
    "mfa/email/recovery_codes_generated": "recovery_codes_made",
    "role_changed": "role_changed",
    "account_opened": "account_opened",
    "factors_reset": "factors_reset",
}


def tell(user: User, event: str) -> None:
    """Ask for a message about somebody's own account, in the caller's transaction."""
    continuum = Membership.objects.filter(user=user).order_by("pk").values_list("continuum_id", flat=True).first()
    if continuum is None:
        return
    outbox.enqueue(
        topic=NOTICE + event,
        payload={"user": user.pk},
        dedupe_key=f"{NOTICE}{event} {uuid.uuid4()}",
        by=Actor.system(NOTICE + event, continuum),
    )


def ask_invitation(invitation: Invitation, *, by: Actor) -> None:
    """Ask for the message with the link of an invitation; each renewed link is a message of its own."""
    outbox.enqueue(
        topic=INVITATION,
        payload={"invitation": invitation.pk},
        dedupe_key=f"{INVITATION} {invitation.nonce}",
        by=Actor.system(INVITATION, by.continuum_id),
    )


def ask_reset(email: str) -> None:
    """Write down that somebody forgot the password of an address.

    The same two rows whether or not the address is anybody's: the worker finds that out, so neither the answer nor
    its time tells.
    """
    continuum = Continuum.objects.order_by("pk").values_list("pk", flat=True).first()
    if continuum is None:
        return
    asked = PasswordRequest.objects.create(email=email.strip().lower(), asked_at=clock.now())
    outbox.enqueue(
        topic=RESET,
        payload={"request": asked.pk},
        dedupe_key=f"{RESET} {asked.pk}",
        by=Actor.system(RESET, continuum),
    )


def send_invitation(payload: Payload, by: Actor) -> None:
    """Send the link of an invitation that is still open; the key in it is computed, so a repeat sends the same."""
    invitation = Invitation.objects.select_related("user").filter(pk=payload["invitation"]).first()
    if invitation is None or invitations.state(invitation) != invitations.OPEN:
        return
    path = reverse("accounts:accept", args=[invitation.public_id, invitations.key(invitation)])
    mail.send(to=invitation.user, event="invitation", path=path, until=invitation.expires_at)


def send_reset(payload: Payload, by: Actor) -> None:
    """Send a link to choose a new password, if the address is of somebody who may sign in or rested too long."""
    asked = PasswordRequest.objects.filter(pk=payload["request"]).first()
    if asked is None:
        return
    who = Q(is_active=True) | Q(inactive_reason=Inactive.IDLE)
    user = User.objects.filter(who, email=asked.email).first()
    recent = PasswordRequest.objects.filter(email=asked.email, sent_at__gt=clock.now() - invitations.RESET_PAUSE)
    if user is not None and not recent.exists():
        with transaction.atomic():
            token = default_token_generator.make_token(user)
        path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), token])
        mail.send(to=user, event="password_reset", path=path)
        PasswordRequest.objects.filter(pk=asked.pk).update(sent_at=clock.now())
    _forget_old()


def _forget_old() -> None:
    """Addresses that were typed in are kept for the pause between two messages only."""
    PasswordRequest.objects.filter(asked_at__lt=clock.now() - invitations.RESET_PAUSE).delete()


def send_notice(event: str, payload: Payload, by: Actor) -> None:
    """Tell somebody what changed about their account."""
    user = User.objects.filter(pk=payload["user"]).first()
    if user is not None and user.has_usable_password():
        mail.send(to=user, event=event, path=reverse("account_login"))


def register() -> None:
    """Answer to the topics of accounts. Mail servers are outside, so no transaction is held open meanwhile."""
    handlers.register(INVITATION, send_invitation, atomic=False)
    handlers.register(RESET, send_reset, atomic=False)
    for event in set(EVENTS.values()):
        handlers.register(NOTICE + event, partial(send_notice, event), atomic=False)
