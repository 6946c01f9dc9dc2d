"""A survivor agrees to meet a program, and what came of it: pages of the victim service provider (policy §11)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cas_portal.access.errors import Invalid
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from referrals import policies, presenters
from referrals.forms_meeting import MeetingForm, OutcomeForm
from referrals.models import HandOver
from referrals.views.acting import referral_or_missing


@needs(Permission.ANSWER_INTEREST)
@require_http_methods(["GET", "POST"])
def hand_over(request: PortalRequest, referral_id: UUID) -> HttpResponse:
    """First the permission to meet, then what the survivor chose."""
    found = referral_or_missing(request, referral_id)
    require(policies.can_hand_over(request.actor, found))
    record.log_read([found.client_id], purpose="referrals:hand_over")
    present = HandOver.objects.visible_to(request.actor).filter(referral=found).first()
    form = OutcomeForm(request.POST or None) if present else MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            form.act(by=request.actor, referral_id=found.public_id)
        except Invalid as error:
            form.add_error(None, " ".join(filter(None, (error.message, error.what_to_do))))
        else:
            messages.success(request, _("Recorded."))
            return redirect("referrals:referral", found.public_id)
    context = {"form": form, "referral": found, "present": present, "name": presenters.name(found)}
    return render(request, "referrals/hand_over.html", context, status=422 if form.errors else 200)
