"""The key for answers kept on a device."""

import re

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.services.keeping import keeping_key
from cas_portal.access.errors import Invalid
from cas_portal.access.markers import signed_in
from cas_portal.access.requests import PortalRequest

DEVICE = re.compile(r"[0-9a-f]{32}")


@signed_in
@require_POST
def key(request: PortalRequest) -> HttpResponse:
    """Give the key to the open page; it is in no cache, and no page stores it."""
    device = request.POST.get("device", "")
    if not DEVICE.fullmatch(device):
        raise Invalid(_("This device has no name yet."))
    return JsonResponse({"key": keeping_key(by=request.actor, device=device)})
