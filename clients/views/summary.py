"""The summary of a client on paper (C10): for staff, or the next steps for the client in a language they read."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cas_portal.access.markers import needs
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.time import clock
from clients import languages, pdf, presenters
from clients import summary as the_summary
from clients.models import Client
from clients.views.subject import subject_context, visible_client
from clients.views.tabs import SEEN


def _for_client(request: PortalRequest) -> bool:
    return request.GET.get("for") == "client"


def _language(request: PortalRequest, subject: Client) -> str:
    if _for_client(request):
        return languages.chosen(request.GET.get("lang", ""), subject)
    return translation.get_language() or settings.LANGUAGE_CODE


def _sheets(here: str, *, for_client: bool, language: str) -> list[dict[str, Any]]:
    """The tabs: the staff's sheet in the language of the page, the client's in each language."""
    staff = {"label": _("For staff"), "url": here, "current": not for_client, "count": None}
    return [staff] + [
        {
            "label": _("For the client, %(language)s") % {"language": name},
            "url": f"{here}?for=client&lang={code}",
            "current": for_client and code == language,
            "count": None,
        }
        for code, name in settings.LANGUAGES
    ]


@needs(*SEEN)
@require_GET
def summary(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Show the sheet as it prints."""
    subject = visible_client(request, public_id, "summary")
    for_client, language = _for_client(request), _language(request, subject)
    with translation.override(language):
        sheet = the_summary.sheet(request, subject, for_client=for_client)
    query = f"?for=client&lang={language}" if for_client else ""
    context = {
        **subject_context(request, subject, sheet.title),
        "sheet": sheet,
        "sheet_language": language,
        "tabs": _sheets(reverse("clients:summary", args=[public_id]), for_client=for_client, language=language),
        "pdf_url": reverse("clients:summary_pdf", args=[public_id]) + query,
    }
    return render(request, "clients/summary.html", context)


@needs(*SEEN)
@require_GET
def summary_pdf(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Hand out the sheet as PDF; its file name names nobody."""
    subject = visible_client(request, public_id, "summary_pdf")
    with translation.override(_language(request, subject)):
        content = pdf.render(
            the_summary.sheet(request, subject, for_client=_for_client(request)),
            at=clock.now(),
        )
    record.log_act("printed", client_ids=[subject.pk], purpose="summary_pdf", for_client=_for_client(request))
    answer = HttpResponse(content, content_type="application/pdf")
    kind = "next-steps" if _for_client(request) else "summary"
    answer["Content-Disposition"] = f'attachment; filename="{kind}-{presenters.client_code(subject)}.pdf"'
    return answer
