"""One effect for each request that makes something, however often a program sends it."""

import json
import uuid
from collections.abc import Callable

from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid
from cas_portal.outbox.once import once

HEADER = "Idempotency-Key"
ONCE = OpenApiParameter(
    HEADER, OpenApiTypes.UUID, OpenApiParameter.HEADER, description="Your key of this request: a repeat is harmless."
)


def once_by_header(request: Request, by: Actor, act: Callable[[], str]) -> str:
    """Run `act` and return the id it gives; with the header a repeat returns the first id and does nothing.

    The key is a UUID of the sender's choice; the same key with another body raises Invalid (security.md §9).
    """
    given = request.headers.get(HEADER)
    if not given:
        return act()
    try:
        key = uuid.UUID(given)
    except ValueError:
        raise Invalid(_("The idempotency key is not a UUID."), _("Send a fresh UUID for each thing made.")) from None
    body = QueryDict(mutable=True)
    body["body"] = json.dumps(request.data, sort_keys=True, default=str)
    return once(by=by, key=key, path=request.path, body=body, act=act)
