"""The order of a request: id, actor, one transaction bound to the actor, the view's access marker, domain errors."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import structlog
from django.apps import apps
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, OperationalError, connection, transaction
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRedirect

from cas_portal.access import errors, said
from cas_portal.access.binding import bind, introduce
from cas_portal.access.held import hold
from cas_portal.access.requests import PortalRequest

GetResponse = Callable[[PortalRequest], HttpResponse]
ACCOUNT_PREFIX = "/accounts/"
SAFE = {"GET", "HEAD"}
# Parts of forms that nobody types.
UNTYPED = {"csrfmiddlewaretoken", "once", "version", "request_key"}
log = structlog.get_logger(__name__)

# What the database refuses to store in a text, by its SQLSTATE: what is wrong, what to do.
_UNSTORABLE = (gettext_lazy("The text holds a character that cannot be stored."), gettext_lazy("Type it again."))
REFUSED_TEXTS = {
    "22021": _UNSTORABLE,
    "22P05": _UNSTORABLE,
    "CS011": (
        gettext_lazy("A survivor’s record holds nothing that could name or locate them."),
        gettext_lazy("Leave out names, numbers, addresses, e-mail, links and handles."),
    ),
}


class RequestIdMiddleware:
    """Give each request an id that the audit log, the log lines and the error page share."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        """Attach the id and return it as a header."""
        request.request_id = uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request.request_id):
            response = self.get_response(request)
        response["X-Request-Id"] = request.request_id
        return response


class NoStoreMiddleware:
    """Keep pages out of every cache, and tell caches that htmx markup differs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        """Set the headers unless a view chose its own."""
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ["HX-Request"])
        return response


class TenantTransactionMiddleware:
    """Run every request of an actor in one transaction bound to them; a 5xx leaves nothing behind."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        """Open the transaction, except for anonymous visitors and the sign-in pages, which stay `web`."""
        actor = request.actor
        if actor is None:
            return self.get_response(request)
        outermost = not connection.in_atomic_block
        with transaction.atomic(), self._context(request, outermost):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    @staticmethod
    def _context(request: PortalRequest, outermost: bool) -> AbstractContextManager[object]:
        """The sign-in pages of somebody signed in are logged under their name, but keep the login's own role."""
        actor = request.actor
        if not request.path_info.startswith(ACCOUNT_PREFIX):
            return bind(actor, undo=not outermost)
        introduce(actor.person_id, actor.continuum_id, request.request_id)
        return nullcontext()


class AccessMiddleware:
    """Hold each view to its marker: anonymous visitors sign in first, the wrong role gets 403."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: PortalRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer instead of the view when its marker does not admit the actor."""
        access = getattr(view, "access", None) or getattr(getattr(view, "cls", None), "access", None)
        module = getattr(view, "__module__", "")
        if access is None and module.startswith("allauth."):
            return None
        if access is None:
            raise errors.Forbidden(_("This page has no access marker and stays closed."))
        if access.admits(request):
            return None
        if request.actor is None:
            held = hold(request, view)
            response = _no_role(request) if request.user.is_authenticated else sign_in_first(request)
            if held:
                response["X-Held"] = "1"
            return response
        return answer(request, errors.Forbidden())


class DomainErrorMiddleware:
    """Turn what services raise into a page, a fragment's status or JSON."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: PortalRequest, error: Exception) -> HttpResponse | None:
        """Answer domain errors with their status, lock time-outs with 409; leave the rest to the 500 page."""
        if isinstance(error, errors.DomainError):
            return answer(request, error)
        if isinstance(error, ObjectDoesNotExist) and _behind_a_wall(error):
            log.warning("missing_behind_a_wall", row=type(error).__qualname__, exc_info=error)
            return answer(request, errors.Missing())
        if isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", "") in {
            "55P03",
            "40P01",
            "40001",
        }:
            return answer(
                request, errors.Busy(_("Somebody else is changing this right now."), _("Try again in a moment."))
            )
        refusal = (
            REFUSED_TEXTS.get(getattr(error.__cause__, "sqlstate", "")) if isinstance(error, DatabaseError) else None
        )
        return answer(request, errors.Invalid(*map(str, refusal))) if refusal else None


def _behind_a_wall(error: ObjectDoesNotExist) -> bool:
    """Whether a row was not there that a wall may hide: what leads to it is open, and the row itself is closed."""
    return any(
        getattr(model, "DoesNotExist", None) is type(error) and hasattr(model, "wall") for model in apps.get_models()
    )


def _no_role(request: PortalRequest) -> HttpResponse:
    """Tell somebody who is signed in, and whose last role ended, that nothing here is theirs to open."""
    if request.path_info.startswith("/api/"):
        return JsonResponse({"code": "no_role", "message": _("This account holds no role.")}, status=401)
    return redirect("accounts:no_role")


def sign_in_first(request: PortalRequest) -> HttpResponse:
    """Send an anonymous visitor to the sign-in page and back: as a redirect, for htmx as 401 with a redirect header.

    Back is the page itself; after a form it is the page the form stood on.
    """
    if request.path_info.startswith("/api/"):
        return JsonResponse({"code": "signed_out", "message": _("Sign in first.")}, status=401)
    to_sign_in = redirect_to_login(request.get_full_path() if request.method == "GET" else _page_of_form(request))
    if not getattr(request, "htmx", False):
        return to_sign_in
    response = HttpResponseClientRedirect(redirect_to_login(request.htmx.current_url_abs_path or "/").url)
    response.status_code = 401
    return response


def _page_of_form(request: PortalRequest) -> str:
    """The page of this portal that a form was sent from, else the address it was sent to."""
    sent_from = urlsplit(request.headers.get("Referer", ""))
    if sent_from.netloc != request.get_host():
        return request.get_full_path()
    return urlunsplit(("", "", sent_from.path, sent_from.query, ""))


def answer(request: PortalRequest, error: errors.DomainError) -> HttpResponse:
    """Return the error as JSON to API clients, as a page or fragment to browsers.

    Scripts that repeat what was not saved read in X-Refused whether repeating it can help (`busy`). What is hidden and
    what is absent carry no such word, so that nobody tells them apart.
    """
    log.info("domain_error", code=error.code, status=error.http_status)
    if isinstance(error, errors.Moved) and request.method in SAFE:
        return _led_on(request, error)
    if request.path_info.startswith("/api/"):
        body = {"code": error.code, "message": error.message, "what_to_do": error.what_to_do}
        return JsonResponse(body, status=error.http_status)
    if isinstance(error, errors.Unconfirmed) and said.may_ask(request):
        return said.question(request, error)
    template = {403: "403.html", 404: "404.html", 409: "409.html"}.get(error.http_status, "422.html")
    context = {"error": error, **error.context}
    if isinstance(error, errors.Moved):
        template, context = "merged.html", {**context, "typed": _typed(request)}
    response = render(request, template, context, status=error.http_status)
    if error.http_status != errors.Missing.http_status:
        response["X-Refused"] = error.code
    return response


def _led_on(request: PortalRequest, error: errors.Moved) -> HttpResponse:
    """Lead a reader from a merged record to the same page of the one that was kept, and say so there."""
    sentence = _("The record you opened was merged into this one, which holds everything of both.")
    messages.info(request, sentence)
    return HttpResponseRedirect(error.leads_to(request.get_full_path()))


def _typed(request: PortalRequest) -> list[tuple[str, str]]:
    """What somebody typed into a form that cannot be saved, so that it can be copied; tokens and drawings left out."""
    return [
        (name.replace("_", " ").capitalize(), value)
        for name, values in request.POST.lists()
        for value in values
        if name not in UNTYPED and value.strip() and not value.startswith("data:")
    ]
