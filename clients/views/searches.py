"""What somebody typed to find a client: sealed in their own session under a random token, never in an address."""

import base64
import secrets

from cryptography.exceptions import InvalidTag

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.time import clock
from clients import policies
from clients.sealing import seal_at, unseal_at
from clients.typed import parse

KEPT = 10
SECONDS = 30 * 60
_KEY = "searches"


def keep(request: PortalRequest, text: str) -> str:
    """Keep what was asked for half an hour and return the token that leads back to it; the ten newest are kept.

    Of people who see codes instead of names nothing but a code is kept, so that no survivor's name is stored.
    """
    if _sees_codes_only(request.actor):
        asked = parse(text)
        text = asked.survivor_code or asked.hmis_id or asked.client_code
    token = secrets.token_urlsafe(12)
    sealed = base64.b64encode(seal_at(_place(request, token), text[:200])).decode()
    kept = [*request.session.get(_KEY, []), [token, clock.now().timestamp(), sealed]]
    request.session[_KEY] = kept[-KEPT:]
    return token


def kept(request: PortalRequest, token: str) -> str | None:
    """Return what was asked under a token, or None when that is over, or was somebody else's."""
    for name, at, sealed in request.session.get(_KEY, []):
        if secrets.compare_digest(name.encode(), token.encode()) and clock.now().timestamp() - at < SECONDS:
            try:
                return unseal_at(_place(request, token), base64.b64decode(sealed))
            except (InvalidTag, KeyError):
                return None
    return None


def _sees_codes_only(actor: Actor) -> bool:
    return not actor.can(Permission.VIEW_RELEASED_CLIENT) or policies.client_reach(actor).masked


def _place(request: PortalRequest, token: str) -> str:
    return f"search|{request.actor.user_id}|{token}"
