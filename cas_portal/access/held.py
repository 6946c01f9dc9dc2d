"""What somebody sent after their session had ended, kept for them alone until they sign in again (ux.md, section 3)."""

import os
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.crypto import salted_hmac

HELD = "held_form"
LONGEST = 60_000
NONCE = 12
View = Callable[..., HttpResponse]


def holds_form(view: View) -> View:
    """Mark a view whose forms are held when the session has ended; it takes them up again with `take`."""
    view.holds = True  # type: ignore[attr-defined]
    return view


def hold(request: HttpRequest, view: View) -> bool:
    """Keep a form in the new, signed-out session, encrypted for the person whose session just ended; tells whether.

    Nothing is kept of forms that are too long, of other views, or when nobody knows whose session it was.
    """
    person = getattr(request, "ended_for", None)
    if person is None or request.method != "POST" or not getattr(view, "holds", False):
        return False
    body = request.POST.copy()
    body.pop("csrfmiddlewaretoken", None)
    text = body.urlencode()
    if len(text) > LONGEST:
        return False
    nonce = os.urandom(NONCE)
    sealed = AESGCM(_key(person)).encrypt(nonce, text.encode(), request.path.encode())
    request.session[HELD] = (nonce + sealed).hex()
    return True


def take(request: HttpRequest) -> QueryDict | None:
    """Return the form held for this person at this address and forget it; None when there is none."""
    kept = request.session.get(HELD)
    if kept is None or not request.user.is_authenticated:
        return None
    raw = bytes.fromhex(kept)
    try:
        text = AESGCM(_key(request.user.pk)).decrypt(raw[:NONCE], raw[NONCE:], request.path.encode())
    except InvalidTag:
        return None
    del request.session[HELD]
    return QueryDict(text)


def _key(person: int | None) -> bytes:
    return salted_hmac("cas_portal.access.held", str(person), algorithm="sha256").digest()
