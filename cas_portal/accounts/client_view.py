"""The screen in the client's hands: a mode of the session in which only pages made for the client open (ux §3).

Held by the server for every address, not by what a page shows. Leaving asks for the PIN chosen on entering, or for the
password of whoever is signed in; five wrong ones end the session. A try is counted before it is looked at, by the log
and under its lock, so that many at the same time are no more than five.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect

from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.models import User
from cas_portal.audit import record

KEY = "client_view"
HOME = "assessments:client_view"
IN_HAND, LONGEST_KEPT = "in_hand", 3600
MOST_TRIES = 5
# Leaving for good, choosing a language, keeping the session: no page about anybody.
ALSO_OPEN = frozenset({"set_language", "account_logout", "livez", "readyz", "service_worker", "extend_session"})

GetResponse = Callable[[PortalRequest], HttpResponse]
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class State:
    """Whose pages are shown, how one gets out, and the draft and topic that were open before, if any were."""

    client_id: str
    has_pin: bool
    draft_id: str = ""
    section_id: str = ""


def shown_to_client(view: View) -> View:
    """Mark a page that may be in the client's hands: no score, flag or staff note, and no way out but the one.

    Pages for everybody are among them, where nothing on them is of whoever is signed in.
    """
    setattr(view, "shown_to_client", True)  # noqa: B010 - a function may carry attributes, its type does not say so
    return view


def keep_in_hand(request: PortalRequest, response: HttpResponse, told: dict[str, Any]) -> HttpResponse:
    """Let this device remember something for whoever holds the screen, and nothing of it in the worker's session."""
    response.set_cookie(
        IN_HAND, signing.dumps(told, salt=_salt(request)), max_age=LONGEST_KEPT, httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def kept_in_hand(request: PortalRequest) -> dict[str, Any]:
    """Return what the device remembers since the screen was given away; nothing of before, and nothing made up."""
    try:
        told = signing.loads(request.COOKIES.get(IN_HAND, ""), salt=_salt(request), max_age=LONGEST_KEPT)
    except signing.BadSignature:
        return {}
    return told if isinstance(told, dict) else {}


def forget_in_hand(response: HttpResponse) -> HttpResponse:
    """Let the device forget it: the screen is taken back."""
    response.delete_cookie(IN_HAND, samesite="Strict")
    return response


def _salt(request: PortalRequest) -> str:
    return f"{IN_HAND} {request.session[KEY]['id']}"


def has_password(request: PortalRequest) -> bool:
    """Whether whoever is signed in could leave with a password."""
    return isinstance(request.user, User) and request.user.has_usable_password()


def enter(
    request: PortalRequest, *, client_id: str, pin: str, language: str, draft_id: str = "", section_id: str = ""
) -> None:
    """Begin in a language, from a topic or from none; an empty PIN leaves the password as the only way out."""
    locked = make_password(pin) if pin else ""
    kept = {"client": client_id, "pin": locked, "id": uuid.uuid4().hex, "language": language}
    request.session[KEY] = {**kept, "draft": draft_id, "section": section_id}


def language(request: PortalRequest) -> str:
    """Return what the client reads, "" outside of this mode."""
    return str((request.session.get(KEY) or {}).get("language", ""))


def choose_language(request: PortalRequest, language: str) -> None:
    """Speak another language until the screen is taken back; the worker's account stays as it is."""
    request.session[KEY] = {**request.session[KEY], "language": language}


def state(request: PortalRequest) -> State | None:
    """Return whose pages are shown, or None outside of this mode."""
    kept = request.session.get(KEY)
    if not kept:
        return None
    return State(kept["client"], bool(kept["pin"]), kept.get("draft", ""), kept.get("section", ""))


def leave(request: PortalRequest, secret: str) -> bool:
    """End it with the right PIN or password. The fifth wrong one signs out."""
    kept = request.session.get(KEY)
    if not kept:
        return True
    tries = record.log_try("take_back", purpose="client_view", about=kept["id"], alike_a_day=MOST_TRIES)
    if tries and _fits(request, kept["pin"], secret):
        del request.session[KEY]
        return True
    if not 0 < tries < MOST_TRIES:
        request.session.flush()
    return False


def _fits(request: PortalRequest, pin: str, secret: str) -> bool:
    if pin and check_password(secret, pin):
        return True
    return isinstance(request.user, User) and request.user.check_password(secret)


class ClientViewMiddleware:
    """Open nothing else while the screen is in the client's hands."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        """Tell the frame of the page, error pages included, that it is the client's."""
        request.in_client_view = bool(request.user.is_authenticated and request.session.get(KEY))
        return self.get_response(request)

    def process_view(
        self, request: PortalRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Lead every other page to the client's own; refuse what is no page."""
        if not request.in_client_view or getattr(view, "shown_to_client", False):
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name in ALSO_OPEN:
            return None
        if request.method in {"GET", "HEAD"} and not request.path_info.startswith("/api/"):
            return redirect(HOME)
        return JsonResponse({"code": "client_view", "message": "The screen is in the client’s hands."}, status=403)
