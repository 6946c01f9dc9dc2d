"""Who is asking, since when, and by which proof."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from cas_portal.access.requests import PortalRequest
from cas_portal.access.said import with_what_is_said
from cas_portal.accounts import client_view, second_factor, sessions
from cas_portal.accounts.backends import actor_of
from cas_portal.accounts.models import User
from cas_portal.accounts.wording.names import speaking

GetResponse = Callable[[PortalRequest], HttpResponse]
# Pages one needs to set up a second factor, or to leave.
BEFORE_SECOND_FACTOR = frozenset(
    {
        "account_login", "account_logout", "account_reauthenticate", "mfa_index", "mfa_activate_totp",
        "mfa_add_webauthn", "mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
        "mfa_login_webauthn", "set_language", "service_worker", "livez", "readyz",
    }
)  # fmt: skip
CHANGES_FACTORS = frozenset({"mfa_activate_totp", "mfa_add_webauthn", "mfa_deactivate_totp", "mfa_remove_webauthn"})
# What the sign-in library offers and this portal does not: addresses and accounts are the administrator's.
NOT_OFFERED = frozenset(
    {
        "account_email", "account_set_password", "account_confirm_login_code", "account_confirm_email",
        "account_email_verification_sent", "mfa_download_recovery_codes",
    }
)  # fmt: skip


class SessionTimeMiddleware:
    """End sessions that rested too long or lasted a day, and tell a browser whose session its owner ended."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        """Look at the times before anybody looks at rights."""
        if request.user.is_authenticated:
            over = sessions.why_over(request)
            if over:
                request.ended_for = request.user.pk  # type: ignore[attr-defined]
                logout(request)
                messages.info(request, over)
            else:
                sessions.touch(request)
                return self._timed(request)
        elif (person := sessions.ended_elsewhere(request)) is not None:
            request.ended_for = person  # type: ignore[attr-defined]
            messages.info(
                request, _("You signed in somewhere else, so this session has ended. Your answers are saved.")
            )
        return self.get_response(request)

    def _timed(self, request: PortalRequest) -> HttpResponse:
        """Tell the page, and scripts that ask without leaving it, how long the session can last."""
        request.session_seconds = sessions.seconds_for_page(request)
        response = self.get_response(request)
        response["X-Session-Longest"] = str(sessions.seconds_left(request))
        if request.method == "POST" and request.resolver_match and request.resolver_match.url_name == "account_logout":
            # Whatever the portal's scripts kept in this browser ends with the session.
            response["Clear-Site-Data"] = '"storage"'
        return response


class LanguageMiddleware:
    """Speak the language somebody chose in their settings, on whatever device they are; the client's in their hands."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        """The choice on the account wins over the cookie and the browser, which Django has looked at before."""
        chosen = client_view.language(request) or getattr(request.user, "language", "")
        if chosen and translation.check_for_language(chosen):
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        return self.get_response(request)


class ActorMiddleware:
    """Build the actor once per request from the memberships that hold at this moment."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        """Attach `request.actor`; nobody signed in, or nobody with a membership, is None."""
        user = request.user
        request.actor = actor_of(user, request.request_id) if isinstance(user, User) else None  # type: ignore[assignment]
        if request.actor is None:
            return self.get_response(request)
        request.actor = with_what_is_said(request.actor, request)
        with speaking(getattr(user, "names", ()), request.actor.continuum_id):
            return self.get_response(request)


class SecondFactorMiddleware:
    """Let nobody past the sign-in without a second factor, where one is required."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        """Pass the request on; afterwards note that a factor was added or removed."""
        response = self.get_response(request)
        name = request.resolver_match.url_name if request.resolver_match else ""
        done = request.method == "POST" and response.status_code == 302
        if done and name in CHANGES_FACTORS and isinstance(request.user, User):
            second_factor.note_setup(request, request.user)
        return response

    def process_view(
        self, request: PortalRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer instead of the page when the second factor is still missing."""
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name in NOT_OFFERED:
            raise Http404
        if not settings.MFA_REQUIRED or not request.user.is_authenticated or name in BEFORE_SECOND_FACTOR:
            return None
        if second_factor.passed(request):
            return None
        return _set_up_first(request)


def _set_up_first(request: PortalRequest) -> HttpResponse:
    if second_factor.is_mfa_enabled(request.user, second_factor.FACTORS):
        logout(request)  # the factor was set up elsewhere after this session began
        return redirect("account_login")
    if request.path_info.startswith("/api/"):
        body = {"code": "second_factor", "message": _("Set up a second step of sign-in in the portal first.")}
        return JsonResponse(body, status=403)
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect("/accounts/2fa/")
    return redirect("mfa_index")
