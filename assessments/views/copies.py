"""What a client takes along, and what a client wants corrected, on the worker's side."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import copies, policies
from assessments.forms.client_side import CorrectionForm, SettleForm
from assessments.models import Assessment, CorrectionRequest
from assessments.receipts import without_paper
from assessments.services.corrections import ask_correction, settle_correction
from assessments.views.finding import find_assessment, find_client
from assessments.views.subject import subject
from cas_portal.access.errors import Conflict
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.time import clock
from clients import languages, pdf, presenters
from clients.policies import client_reach
from clients.services.records import may_act
from clients.summary import Sheet
from clients.views.subject import form_page, sent


@needs(Permission.VIEW_SCORE)
@require_safe
def copy(request: PortalRequest, assessment_id: UUID) -> HttpResponse:
    """Show the client's answers as they print, in a language the client reads; the private ones when asked for."""
    assessment, private = _assessment(request, assessment_id), _private(request)
    language = languages.chosen(request.GET.get("lang", ""), assessment.client)
    here = reverse("assessments:copy", args=[assessment_id])
    with translation.override(language):
        sheet = _sheet(request, assessment)
    more = "&private=1" if private else ""
    context = {
        **subject(request, assessment.client, _("Copy for the client")),
        "sheet": sheet,
        "private": private,
        "without_paper": without_paper(assessment, request.actor),
        "topics": list(copies.TOPICS.values()),
        "sheet_language": language,
        "tabs": [
            {"label": name, "url": f"{here}?lang={code}{more}", "current": code == language, "count": None}
            for code, name in settings.LANGUAGES
        ],
        "pdf_url": reverse("assessments:copy_pdf", args=[assessment_id]) + f"?lang={language}{more}",
    }
    return render(request, "assessments/copy.html", context)


@needs(Permission.VIEW_SCORE)
@require_safe
def copy_pdf(request: PortalRequest, assessment_id: UUID) -> HttpResponse:
    """Hand out the copy as PDF; its file name names nobody."""
    assessment = _assessment(request, assessment_id)
    purpose = "answers_pdf_private" if _private(request) else "answers_pdf"
    record.log_act("printed", client_ids=[assessment.client_id], purpose=purpose)
    with translation.override(languages.chosen(request.GET.get("lang", ""), assessment.client)):
        content = pdf.render(_sheet(request, assessment), at=clock.now())
    answer = HttpResponse(content, content_type="application/pdf")
    code = presenters.client_code(assessment.client)
    answer["Content-Disposition"] = f'attachment; filename="answers-{code}.pdf"'
    return answer


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """Write down, for the client, what is wrong."""
    client = find_client(request, client_id)
    record.log_read([client.pk], purpose="correction")
    require(may_act(request.actor, client))
    form = CorrectionForm(request.POST or None)
    way_back = reverse("clients:assessments", args=[client.public_id])

    def act() -> str:
        ask_correction(by=request.actor, client_id=client.pk, text=form.cleaned_data["text"])
        messages.success(request, _("The client’s words were stored. Settle it when it is done."))
        return way_back

    if done := sent(request, form, act):
        return done
    title = _("Correction asked for")
    context = {**subject(request, client, title), "form": form, "title": title, "way_back": way_back}
    return form_page(request, "assessments/ask_correction.html", context)


@needs(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: PortalRequest, client_id: UUID, correction_id: UUID) -> HttpResponse:
    """Settle what a client wanted corrected."""
    client = find_client(request, client_id)
    record.log_read([client.pk], purpose="correction")
    require(may_act(request.actor, client))
    rows = CorrectionRequest.objects.visible_to(request.actor).filter(client=client)
    found = get_object_or_404(rows, public_id=correction_id)
    form = SettleForm(request.POST or None)
    way_back = reverse("clients:assessments", args=[client.public_id])

    def act() -> str:
        settle_correction(by=request.actor, correction_id=found.public_id, **form.cleaned_data)
        messages.success(request, _("It is settled. Tell the client the answer."))
        return way_back

    if done := sent(request, form, act):
        return done
    context = {**subject(request, client, _("Settle a correction")), "form": form, "asked": found, "way_back": way_back}
    return form_page(request, "assessments/settle_correction.html", context)


def _assessment(request: PortalRequest, assessment_id: UUID) -> Assessment:
    found = find_assessment(request, assessment_id)
    record.log_read([found.client_id], purpose="answers_copy")
    require(policies.can_view_answers(request.actor, found) and found.instrument_version != "")
    if found.is_void:
        raise Conflict(
            _("This assessment is void, so no copy of it is handed out."),
            _("Open it to read when and why, or hand out a copy of one that counts."),
            back_url=reverse("assessments:show", args=[found.public_id]),
        )
    return found


def _sheet(request: PortalRequest, assessment: Assessment) -> Sheet:
    name = presenters.client_name(assessment.client, client_reach(request.actor))
    code = presenters.client_code(assessment.client)
    return copies.sheet_of(assessment, request.actor, name=name, code=code, private=_private(request))


def _private(request: PortalRequest) -> bool:
    return request.GET.get("private") == "1"
