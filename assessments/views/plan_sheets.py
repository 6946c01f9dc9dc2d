"""The plan on paper, in a language the client reads (X16: no score, band or rank)."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments import policies
from assessments.models import Plan
from assessments.plans.sheet import sheet_of
from assessments.services import plans
from assessments.views.finding import find_client
from assessments.views.subject import subject
from cas_portal.access.errors import Missing
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from cas_portal.time import clock
from clients import languages, pdf, presenters
from clients.models import Client
from clients.policies import client_reach
from clients.summary import Sheet


@needs(Permission.EDIT_ISP)
@require_safe
def plan_sheet(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """Show the plan as it prints."""
    client, plan = _plan(request, client_id)
    language = languages.chosen(request.GET.get("lang", ""), client)
    here = reverse("assessments:plan_sheet", args=[client_id])
    with translation.override(language):
        sheet = _sheet(request, client, plan)
    context = {
        **subject(request, client, _("Plan for the client")),
        "sheet": sheet,
        "sheet_language": language,
        "tabs": [
            {"label": name, "url": f"{here}?lang={code}", "current": code == language, "count": None}
            for code, name in settings.LANGUAGES
        ],
        "pdf_url": reverse("assessments:plan_pdf", args=[client_id]) + f"?lang={language}",
    }
    return render(request, "clients/summary.html", context)


@needs(Permission.EDIT_ISP)
@require_safe
def plan_pdf(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """Hand out the plan as PDF; its file name names nobody."""
    client, plan = _plan(request, client_id)
    record.log_act("printed", client_ids=[client.pk], purpose="support_plan_pdf")
    with translation.override(languages.chosen(request.GET.get("lang", ""), client)):
        content = pdf.render(_sheet(request, client, plan), at=clock.now())
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="plan-{presenters.client_code(client)}.pdf"'
    return answer


def _plan(request: PortalRequest, client_id: UUID) -> tuple[Client, Plan]:
    client = find_client(request, client_id)
    record.log_read([client.pk], purpose="support_plan")
    require(policies.can_edit_plan(request.actor, client))
    found = plans.plan_of(request.actor, client)
    if found is None:
        raise Missing
    return client, found


def _sheet(request: PortalRequest, client: Client, plan: Plan) -> Sheet:
    name = presenters.client_name(client, client_reach(request.actor))
    return sheet_of(plan, name=name, code=presenters.client_code(client), agency=plan.agency.name)
