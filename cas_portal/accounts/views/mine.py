"""What somebody sees and does about their own account."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from cas_portal.access.markers import public, signed_in
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts import sessions


@signed_in
@require_POST
def extend_session(request: PortalRequest) -> HttpResponse:
    """Go on working: the request itself counts as something done. Says how long one may rest now."""
    sessions.touch(request, always=True)
    return JsonResponse({"seconds": settings.SESSION_IDLE_SECONDS})


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
