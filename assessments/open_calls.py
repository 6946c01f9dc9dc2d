"""Calls that were not finished, to be taken up again."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.call_script import script
from assessments.engine.definition import Section
from assessments.models import Call, Draft
from assessments.presenters import Address, back_from, question_url
from cas_portal.access.actor import Actor
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from clients import policies as client_policies
from clients import presenters as client_presenters

MOST = 8


def open_calls(request: PortalRequest) -> list[dict[str, Any]]:
    """Return the person's calls that were not finished, newest first: whom to call back, and where it goes on."""
    rows = Call.objects.visible_to(request.actor).open().select_related("draft__client__identity")
    found = list(rows.order_by("-started_at")[:MOST])
    told = [row.draft.client_id for row in found if row.draft]
    if told:
        record.log_read(told, purpose="open_calls")
    return [{"call": row, "name": caller_name(request, row), "url": _resume_url(row)} for row in found]


def _resume_url(call: Call) -> str:
    if call.draft is None:
        return reverse("assessments:call_who", args=[call.public_id])
    return reverse("assessments:call", args=[call.public_id, script("1").pages[0].id])


def address_of(actor: Actor, draft: Draft) -> Address:
    """Return where the questions of a draft are answered: in the call it belongs to while that is open."""
    call = Call.objects.visible_to(actor).open().filter(draft=draft).order_by("-started_at").first()
    pages = script(draft.version).pages if call else ()

    def address(section: Section, link_id: str) -> str:
        page = next((one for one in pages if section.topic in one.sections), None)
        url = question_url(draft, section)
        if call is not None and page is not None:
            url = reverse("assessments:call", args=[call.public_id, page.id])
        return back_from(url, link_id)

    return address


def caller_name(request: PortalRequest, call: Call) -> str:
    """Return the name of the caller: that of the record, else as it was said."""
    if call.draft is not None:
        return client_presenters.client_name(call.draft.client, client_policies.client_reach(request.actor))
    return call.said_name or _("a caller")
