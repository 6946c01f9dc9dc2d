"""How long somebody stays signed in, and in how many places (security.md §7)."""

from collections.abc import Iterable

from allauth.usersessions.adapter import DefaultUserSessionsAdapter, get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cas_portal.accounts.models import Membership, User
from cas_portal.accounts.session_store import name_of
from cas_portal.accounts.settings import DEFAULTS, setting
from cas_portal.time import clock

BEGAN, SEEN = "session_began", "session_seen"
ENDED = "ended"
# The moment of the last act is written down at most this often, so that reading costs no write.
EVERY_SECONDS = 60
HOUR = 3600


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Ends sessions so that the browser concerned can be told why."""

    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        """Delete the session itself; its entry stays until the next sign-in, marked as ended by the person."""
        for session in sessions:
            session._session_store().delete(session.session_key)
            session.data = {ENDED: clock.now().isoformat()}
            session.save(update_fields=["data"])


def begin(request: HttpRequest) -> None:
    """Stamp a session that was just opened."""
    request.session[BEGAN] = request.session[SEEN] = clock.now().timestamp()


def end_surplus(request: HttpRequest, user: User) -> None:
    """End the person's oldest sessions beyond what is allowed at once (default: one), and say so.

    The person's row is locked first, so of two sign-ins at the same time only the later stays.
    """
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    others = _open(user.pk).exclude(session_key=request.session.session_key).order_by("-created_at")
    surplus = list(others[max(_allowed(user) - 1, 0) :])
    get_adapter().end_sessions(surplus)
    if surplus:
        messages.info(
            request, _("You were signed in somewhere else. That session has ended; what was saved there is kept.")
        )


def _open(user_id: int):
    return UserSession.objects.filter(user_id=user_id).exclude(data__has_key=ENDED)


def _allowed(user: User) -> int:
    continuum = Membership.objects.filter(user=user).values_list("continuum_id", flat=True).first()
    if continuum is None:
        return int(str(DEFAULTS["sessions_at_once"]))
    return int(str(setting(continuum, "sessions_at_once", on=clock.today())))


def end_all(user_ids: Iterable[int]) -> None:
    """Sign people out everywhere, at once."""
    get_adapter().end_sessions(
        list(UserSession.objects.filter(user_id__in=list(user_ids)).filter(~Q(data__has_key=ENDED)))
    )


def end_others(request: HttpRequest, user: User) -> int:
    """Sign somebody out everywhere but here; returns how many sessions ended."""
    others = list(_open(user.pk).exclude(session_key=request.session.session_key))
    get_adapter().end_sessions(others)
    return len(others)


def why_over(request: HttpRequest) -> str:
    """Return why a session may not go on, in words for the person; empty when it may."""
    now = clock.now().timestamp()
    if now - request.session.get(BEGAN, now) >= settings.SESSION_COOKIE_AGE:
        return _(
            "You were signed in for a whole day, so the session has ended. Your answers are saved. Sign in to go on."
        )
    if now - request.session.get(SEEN, now) >= settings.SESSION_IDLE_SECONDS:
        return _("Nothing happened for a while, so the session has ended. Your answers are saved. Sign in to go on.")
    return ""


def touch(request: HttpRequest, *, always: bool = False) -> None:
    """Note that the person did something. What a page asks for by itself (X-Background) does not count."""
    now = clock.now().timestamp()
    if BEGAN not in request.session:
        request.session[BEGAN] = request.session[SEEN] = now
    if "X-Background" in request.headers:
        return
    if always or now - request.session[SEEN] >= EVERY_SECONDS:
        request.session[SEEN] = now


def seconds_left(request: HttpRequest) -> int:
    """Return the seconds after which the session ends, however busy the person is."""
    now = clock.now().timestamp()
    return int(request.session.get(BEGAN, now) + settings.SESSION_COOKIE_AGE - now)


def seconds_for_page(request: HttpRequest) -> tuple[int, int]:
    """Return when a page that was just opened warns: seconds of rest left, and the longest time, at most an hour.

    The same for every page of an hour, so that two pages differ in nothing but what they show.
    """
    longest = min(seconds_left(request), HOUR)
    return min(settings.SESSION_IDLE_SECONDS - EVERY_SECONDS, longest), longest


def ended_elsewhere(request: HttpRequest) -> int | None:
    """Return whose session a signed-out browser has the cookie of, if its owner ended it by signing in elsewhere."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key or request.session.session_key == name_of(key):
        return None
    found = UserSession.objects.filter(session_key=name_of(key), data__has_key=ENDED)
    return found.values_list("user_id", flat=True).first()
