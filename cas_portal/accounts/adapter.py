"""How allauth behaves here: nobody signs themselves up, every sign-in is logged, mail goes through the outbox."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cas_portal.access.binding import introduce
from cas_portal.accounts import activity, attempts, sessions
from cas_portal.accounts.models import Inactive, Membership, User
from cas_portal.accounts.services import mails
from cas_portal.audit import record
from cas_portal.time import clock
from cas_portal.ui.ways import leads_here

NO_ADDRESS = "::"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator's invitation only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The email address or the password is not right."),
        "too_many_login_attempts": _(
            "There were too many wrong tries. Wait 15 minutes, sign in with a passkey, or reset your password."
        ),
        "incorrect_password": _("This password is not right."),
        "rate_limited": _("There were too many tries. Wait a few minutes."),
        "enter_current_password": _("Enter your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse self sign-up."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Follow paths only: the library would take another word for the name of one of its pages."""
        return leads_here(context.request, url)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address of the browser; a server that cannot tell counts everybody as one."""
        return get_client_ip(request) or NO_ADDRESS

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a password when there were too many wrong ones, in words that say nothing about the account."""
        self._login_failed_rl_usage = attempts.take(request, credentials.get("email", ""))
        if self._login_failed_rl_usage is None:
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log a wrong password: for which account, never what was typed."""
        found = User.objects.filter(email=credentials.get("email", "").lower()).values_list("pk", flat=True).first()
        record.log_act("sign_in_failed", account=found, address=self.get_client_ip(request))

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Stop inactive people, also those who rested too long while no job ran."""
        if user.is_active and activity.is_idle(user):
            user.is_active, user.inactive_reason = False, Inactive.IDLE
            user.save(update_fields=["is_active", "inactive_reason"])
        if not user.is_active:
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return None

    def login(self, request: HttpRequest, user: User) -> None:
        """Open the session."""
        introduce(user.pk, _continuum_of(user), getattr(request, "request_id", ""))
        super().login(request, user)
        sessions.begin(request)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """End sessions elsewhere, log the sign-in, and know this browser from strangers from now on."""
        response = super().post_login(request, user, **kwargs)
        sessions.end_surplus(request, user)
        methods = [entry.get("type") or entry["method"] for entry in get_authentication_records(request, user)]
        record.log_act("signed_in", account=user.pk, address=self.get_client_ip(request), by=methods)
        attempts.remember(request, response, user.email)
        return response

    def set_password(self, user: User, password: str) -> None:
        """Store a new password. A reset opens an account again that only rested, and makes the browser known."""
        introduce(user.pk, _continuum_of(user), getattr(self.request, "request_id", ""))
        user.set_password(password)
        fields = ["password"]
        if user.inactive_reason == Inactive.IDLE:
            user.is_active, user.inactive_reason, user.active_from = True, "", clock.now()
            fields += ["is_active", "inactive_reason", "active_from"]
        elif user.is_active and not self.request.user.is_authenticated:
            user.active_from = clock.now()
            fields.append("active_from")
        user.save(update_fields=fields)
        record.log_act("password_changed", account=user.pk, address=self.get_client_ip(self.request))
        attempts.trust(self.request, user.email)

    def logout(self, request: HttpRequest) -> None:
        """Log the sign-out."""
        if request.user.is_authenticated:
            record.log_act("signed_out", account=request.user.pk)
        super().logout(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again unless the person proved who they are in the last five minutes, at sign-in or since."""
        proofs = [entry["at"] for entry in get_authentication_records(self.request, self.request.user)]
        recent = bool(proofs) and clock.now().timestamp() - max(proofs) < app_settings.REAUTHENTICATION_TIMEOUT
        return not recent

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Ask the worker to tell the person what changed about their sign-in."""
        mails.tell(user, mails.EVENTS[template_prefix])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refuse: a request never sends mail itself."""
        raise RuntimeError(f"{template_prefix}: mail goes through the outbox.")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the person's settings."""
        return reverse("accounts:settings")


def _continuum_of(user: User) -> int | None:
    return Membership.objects.filter(user=user).order_by("pk").values_list("continuum_id", flat=True).first()
