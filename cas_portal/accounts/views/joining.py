"""The page an invitation's link leads to."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cas_portal.access.errors import Conflict, Missing
from cas_portal.access.markers import public
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts import invitations
from cas_portal.accounts.forms.joining import AcceptForm
from cas_portal.accounts.models import Invitation
from cas_portal.accounts.services import people as services

OTHER = "other"


@public
@require_http_methods(["GET", "POST"])
def accept(request: PortalRequest, public_id: UUID, key: str) -> HttpResponse:
    """Choose a password with the link of an invitation; then sign in with it."""
    try:
        invitation = services.invitation_for(public_id, key)
    except Missing:
        return _no_use(request, "wrong")
    if request.user.is_authenticated:
        return _no_use(request, OTHER)
    state = invitations.state(invitation)
    if state != invitations.OPEN:
        return _no_use(request, state)
    form = AcceptForm(request.POST if request.method == "POST" else None, user=invitation.user)
    if request.method == "POST" and form.is_valid():
        return _let_in(request, invitation, key, form.cleaned_data["password1"])
    context = {"form": form, "person": invitation.user}
    return render(request, "accounts/accept.html", context, status=422 if form.errors else 200)


def _let_in(request: PortalRequest, invitation: Invitation, key: str, password: str) -> HttpResponse:
    try:
        services.accept(public_id=invitation.public_id, key=key, password=password)
    except Conflict:
        return _no_use(request, invitations.USED)
    messages.success(request, _("Your password is saved. Sign in with it."))
    return redirect("account_login")


def _no_use(request: PortalRequest, why: str) -> HttpResponse:
    """Say why a link is of no use and what to do; a wrong one is told apart from nothing."""
    status = {OTHER: 409, "wrong": 404}.get(why, 410)
    return render(request, "accounts/invitation_over.html", {"why": why}, status=status)
