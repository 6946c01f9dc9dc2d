"""The key for answers kept on a device."""

import re

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.services.keeping import keeping_key
from cas_portal.access.errors import Invalid
from cas_portal.access.markers import signed_in
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts import client_view
from cas_portal.accounts.client_view import shown_to_client

DEVICE = re.compile(r"[0-9a-f]{32}")
ABOUT = re.compile(r"(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?")


@shown_to_client
@signed_in
@require_POST
def key(request: PortalRequest) -> HttpResponse:
    """Give the key to the open page; it is in no cache, and no page stores it.

    While the screen is in a client's hands it is the key of that, and no page gets another one.
    """
    device, about = request.POST.get("device", ""), request.POST.get("about", "")
    shown = client_view.state(request)
    require(shown is None or about == shown.client_id)
    if not DEVICE.fullmatch(device) or not ABOUT.fullmatch(about):
        raise Invalid(_("This device has no name yet."))
    return JsonResponse({"key": keeping_key(by=request.actor, device=device, about=about)})
