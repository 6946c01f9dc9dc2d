"""What a person was told, and the part of Today that shows the newest."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cas_portal.access.markers import signed_in
from cas_portal.access.requests import PortalRequest
from cas_portal.notifications import services
from cas_portal.notifications.forms import MailForm
from cas_portal.notifications.kinds import KINDS, choices_of
from cas_portal.notifications.models import Notification
from cas_portal.ui.pagination import keyset_page
from cas_portal.ui.panels import Panel

NEWEST = 5


@signed_in
@require_GET
def notices(request: PortalRequest) -> HttpResponse:
    """Everything that was sent to this person, newest first."""
    rows = Notification.objects.visible_to(request.actor)
    page = keyset_page(rows, keys=["-id"], cursor=request.GET.get("cursor", ""))
    context = {"page": page, "unread": rows.unread().exists()}
    return render(request, "notifications/list.html", context)


@signed_in
@require_POST
def open_notice(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Go to what a notice is about; it counts as read."""
    return HttpResponseRedirect(services.mark_read(by=request.actor, public_id=public_id).url)


@signed_in
@require_POST
def read_all(request: PortalRequest) -> HttpResponse:
    """Mark every notice read."""
    services.mark_all_read(by=request.actor)
    messages.success(request, _("All notices are marked as read."))
    return redirect("notifications:list")


@signed_in
@require_http_methods(["GET", "POST"])
def mail_settings(request: PortalRequest) -> HttpResponse:
    """Choose which notices also come by e-mail; those that must come are shown with the reason."""
    me = request.actor.person_id
    chosen = {kind: mail for (_owner, kind), mail in choices_of([me]).items()}
    form = MailForm(request.POST if request.method == "POST" else None, chosen=chosen)
    if form.is_valid():
        services.choose_mail(by=request.actor, wanted=form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:settings")
    context = {"form": form, "locked": [kind for kind in KINDS if kind.locked]}
    return render(request, "notifications/settings.html", context, status=422 if form.errors else 200)


def today_panel(request: PortalRequest, _subject: object) -> Panel | None:
    """The newest notices nobody opened yet; no panel when there are none."""
    rows = list(Notification.objects.visible_to(request.actor).unread().order_by("-id")[: NEWEST + 1])
    if not rows:
        return None
    context = {"rows": rows[:NEWEST], "more": len(rows) > NEWEST}
    return Panel(title=_("New for you"), template="notifications/_today.html", context=context, key="notices")
