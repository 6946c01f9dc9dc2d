"""What somebody sees and does about their own account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cas_portal.access.markers import public, signed_in
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts import client_view, sessions
from cas_portal.accounts.forms.mine import LooksForm
from cas_portal.accounts.models import User
from cas_portal.accounts.services import preferences
from cas_portal.ui.ways import way_back


@signed_in
@require_POST
def extend_session(request: PortalRequest) -> HttpResponse:
    """Go on working: the request itself counts as something done. Says how long one may rest now."""
    sessions.touch(request, always=True)
    return JsonResponse({"seconds": settings.SESSION_IDLE_SECONDS})


@public
@require_POST
def set_language(request: PortalRequest) -> HttpResponse:
    """Change the language: for this browser, and on the account of whoever is signed in. Back to the page it was on.

    In the client's hands it changes until the screen is taken back, and nothing of the worker's.
    """
    language = request.POST.get("language", "")
    response = HttpResponseRedirect(way_back(request, request.POST.get("next", ""), reverse("today")))
    if language not in dict(settings.LANGUAGES):
        return response
    if request.in_client_view:
        client_view.choose_language(request, language)
        return response
    if isinstance(request.user, User):
        preferences.choose_language(user=request.user, language=language)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


@public
@require_GET
def no_role(request: PortalRequest) -> HttpResponse:
    """Say that an account is open and holds no role, and who can give one."""
    if request.actor is not None or isinstance(request.user, AnonymousUser):
        return redirect("today")
    return render(request, "accounts/no_role.html", status=403)


@signed_in
@require_GET
def my_settings(request: PortalRequest) -> HttpResponse:
    """Show who one is here, how one signs in, and where one is signed in."""
    context = {"mfa_required": settings.MFA_REQUIRED, "memberships": request.actor.memberships}
    return render(request, "accounts/settings.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def looks(request: PortalRequest) -> HttpResponse:
    """Choose language, text size and whether single keys do anything."""
    now = {name: getattr(request.user, name) for name in LooksForm.base_fields}
    form = LooksForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        preferences.choose_looks(by=request.actor, **form.cleaned_data)
        messages.success(request, _("Saved."))
        response = redirect("accounts:settings")
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return response
    return render(request, "accounts/looks.html", {"form": form}, status=422 if form.errors else 200)
