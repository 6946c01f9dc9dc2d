"""Wrong passwords: counted so that guessing is slow, and so that nobody can lock somebody else out.

A browser in which somebody signed in before is known for that account by a signed cookie and has a count of its own;
what strangers try counts for the pair of account and network address, and for all strangers together. A passkey never
counts, and a password reset makes the browser known. Nothing here tells whether an account exists.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "known_browser"
SALT = "cas_portal.accounts.attempts"
KEPT = timedelta(days=180)
MOST_ACCOUNTS = 20
TRUSTED = "reset_of"
KNOWN = {"known": "10/15m/key"}
STRANGER = {"pair": "3/15m/key", "account": "5/5m/key", "network": "30/5m/ip"}


@dataclass
class Taken:
    """The tries counted for one attempt; a right password takes them back."""

    usages: list[ratelimit.RateLimitUsage]

    def rollback(self) -> None:
        """Forget this attempt."""
        for usage in self.usages:
            usage.rollback()


def take(request: HttpRequest, email: str) -> Taken | None:
    """Count an attempt to sign in with a password; None when there were too many."""
    email = email.strip().lower()
    browser = _known(request)
    if _mark(email) in browser["accounts"]:
        return _consume(request, KNOWN, {"known": f"{email}|{browser['id']}"})
    if _mark(email) == request.session.get(TRUSTED):
        return _consume(request, KNOWN, {"known": f"{email}|{request.session.session_key}"})
    address = get_adapter().get_client_ip(request)
    return _consume(request, STRANGER, {"pair": f"{email}|{address}", "account": email, "network": None})


def _consume(request: HttpRequest, rates: dict[str, str], keys: dict[str, str | None]) -> Taken | None:
    taken = Taken([])
    for action, key in keys.items():
        usage = ratelimit.consume(request, app="accounts", action=action, config=rates, key=key)
        if usage is None:
            taken.rollback()
            return None
        taken.usages.append(usage)
    return taken


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Make this browser known for an account whose owner just proved who they are."""
    browser = _known(request)
    accounts = [_mark(email.lower()), *(mark for mark in browser["accounts"] if mark != _mark(email.lower()))]
    response.set_cookie(
        COOKIE,
        signing.dumps({"id": browser["id"], "accounts": accounts[:MOST_ACCOUNTS]}, salt=SALT),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def trust(request: HttpRequest, email: str) -> None:
    """Make this session known for an account whose password was just reset with the link from its mailbox."""
    request.session[TRUSTED] = _mark(email.lower())


def _known(request: HttpRequest) -> dict:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        return {"id": secrets.token_hex(16), "accounts": []}


def _mark(email: str) -> str:
    """The account in the cookie, without its address."""
    return salted_hmac(SALT, email, algorithm="sha256").hexdigest()[:24]
