"""The summary of a client on paper (C10): for staff, or the next steps for the client."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cas_portal.access.markers import needs
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.time import clock
from clients import pdf, presenters
from clients import summary as the_summary
from clients.views.subject import subject_context, visible_client
from clients.views.tabs import SEEN


def _for_client(request: PortalRequest) -> bool:
    return request.GET.get("for") == "client"


@needs(*SEEN)
@require_GET
def summary(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Show the sheet as it prints."""
    subject = visible_client(request, public_id, "summary")
    sheet = the_summary.sheet(request, subject, for_client=_for_client(request))
    here = reverse("clients:summary", args=[public_id])
    query = "?for=client" if _for_client(request) else ""
    context = {
        **subject_context(request, subject, sheet.title),
        "sheet": sheet,
        "tabs": [
            {"label": _("For staff"), "url": here, "current": not query, "count": None},
            {"label": _("For the client"), "url": f"{here}?for=client", "current": bool(query), "count": None},
        ],
        "pdf_url": reverse("clients:summary_pdf", args=[public_id]) + query,
    }
    return render(request, "clients/summary.html", context)


@needs(*SEEN)
@require_GET
def summary_pdf(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Hand out the sheet as PDF; its file name names nobody."""
    subject = visible_client(request, public_id, "summary_pdf")
    sheet = the_summary.sheet(request, subject, for_client=_for_client(request))
    record.log_act("printed", client_ids=[subject.pk], purpose="summary_pdf", for_client=_for_client(request))
    answer = HttpResponse(pdf.render(sheet, at=clock.now()), content_type="application/pdf")
    kind = "next-steps" if _for_client(request) else "summary"
    answer["Content-Disposition"] = f'attachment; filename="{kind}-{presenters.client_code(subject)}.pdf"'
    return answer
