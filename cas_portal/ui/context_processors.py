from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.crypto import salted_hmac

from cas_portal.time import clock
from cas_portal.ui import nav


def chrome(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page needs: navigation, search, help and account addresses."""
    # In the client's hands a page has no navigation, search, notices or account, error pages included.
    handed_over = getattr(request, "in_client_view", False)
    actor = None if handed_over else getattr(request, "actor", None)
    seconds, longest = getattr(request, "session_seconds", (0, 0))
    return {
        "chrome": {
            "actor": actor,
            "nav": nav.links(request) if actor else [],
            "find_url": first_url("clients:find") if actor else "",
            "notices_url": first_url("notifications:list") if actor else "",
            "handed_over": handed_over,
            "help_url": "" if handed_over else first_url("help", "ui:help"),
            "settings_url": first_url("accounts:settings") if actor else "",
            "language_url": first_url("set_language"),
            "session_seconds": seconds if actor else 0,
            "session_longest": longest,
            "session_url": first_url("accounts:extend_session") if actor else "",
            "keeping_url": first_url("assessments:keeping_key") if actor else "",
            "person": page_owner(request),
            "worker_url": first_url("service_worker") if actor else "",
            "text_size": getattr(request.user, "text_size", "") if actor else "",
            "keys_off": not getattr(request.user, "single_keys", True) if actor else False,
            "today": clock.today(),
            "menu": nav.menu(request) if actor else [],
            "may_complain": actor is None or nav.may(actor, "file_grievance"),
            "quick_exit_url": getattr(settings, "QUICK_EXIT_URL", ""),
            "demo": getattr(settings, "DEMO", False),
        }
    }


def page_owner(request: HttpRequest) -> str:
    """A sign of whoever a page was made for, which says nothing about them: scripts compare it, nothing trusts it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    return salted_hmac("cas_portal.ui.person", str(user.pk), algorithm="sha256").hexdigest()[:16]


def first_url(*names: str) -> str:
    """The address of the first name that exists, or an empty string."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""
