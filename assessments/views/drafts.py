"""Starting an assessment, its task list, discarding it (ux A1, A2)."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import policies, presenters, services
from assessments.forms import DiscardForm
from assessments.lineage import correction
from assessments.models import Draft
from assessments.services.drafts import is_closed
from assessments.services.readiness import obstacle_to_assessing
from assessments.surroundings import business_day
from assessments.validity import ANNUAL, HCT
from assessments.versions import INSTRUMENTS, current_definition
from assessments.views.finding import find_client, find_draft
from assessments.views.subject import household_rows, subject
from assessments.whose_pages import named_draft
from assessments.wording import DISCARD
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.wording.book import lines_on
from cas_portal.audit import record
from clients.annual import AnnualWindow, next_annual_window
from clients.models import Enrollment
from clients.services.enrollment import open_enrollment


@needs(Permission.SUBMIT_HCT, Permission.VIEW_RELEASED_CLIENT)
@require_safe
def start(request: PortalRequest, client_id: UUID, instrument: str = HCT) -> HttpResponse:
    """Say what the assessment covers, who is in the household, and what stands in the way; or offer the open draft."""
    client, instrument = find_client(request, client_id), _known(instrument)
    record.log_read([client.pk], purpose="assessment_start")
    enrollment, today = open_enrollment(client), business_day(client)
    draft = Draft.objects.visible_to(request.actor).open().filter(client=client, instrument=instrument).first()
    context = {
        **subject(request, client, _("Start an assessment")),
        "definition": current_definition(instrument, client.continuum_id),
        "obstacle": obstacle_to_assessing(request.actor, client, instrument),
        "household": household_rows(request, enrollment, today) if enrollment else [],
        "instrument": instrument.lower(),
        "draft": draft,
        "draft_is_closed": draft is not None and is_closed(draft, today),
        "outside": _outside_window(enrollment, today) if instrument == ANNUAL else None,
    }
    return render(request, "assessments/start.html", context)


@needs(Permission.SUBMIT_HCT)
@require_POST
def begin(request: PortalRequest, client_id: UUID, instrument: str = HCT) -> HttpResponse:
    """Start the draft, or go on with the open one."""
    client = find_client(request, client_id)
    draft = services.start_draft(by=request.actor, client=client, instrument=_known(instrument))
    return redirect("assessments:tasks", draft.public_id)


@needs(Permission.SUBMIT_HCT, Permission.VIEW_RELEASED_CLIENT)
@require_safe
def task_list(request: PortalRequest, draft_id: UUID) -> HttpResponse:
    """List the sections with their state, in any order."""
    draft = find_draft(request, draft_id)
    if draft.assessment:
        return redirect("assessments:receipt", draft.assessment.public_id)
    record.log_read([draft.client_id], purpose="assessment_draft")
    current = named_draft(draft, request.actor)
    tasks = presenters.tasks(current)
    done = sum(task["status"]["tone"] == "good" for task in tasks)
    context = {"draft": draft, "current": current, "tasks": tasks, "done": done, "ready": presenters.is_ready(current)}
    context["next"] = next((task for task in tasks if task["url"] and task["status"]["tone"] != "good"), None)
    context |= {**subject(request, draft.client, current.definition.title), **correction(draft)}
    return render(request, "assessments/tasks.html", context)


@needs(Permission.SUBMIT_HCT)
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: PortalRequest, draft_id: UUID) -> HttpResponse:
    """Ask for the reason, then end the draft."""
    draft = find_draft(request, draft_id)
    require(policies.can_edit_draft(request.actor, draft))
    form = DiscardForm(request.POST or None, lines=lines_on(draft.continuum_id, DISCARD, business_day(draft.client)))
    if request.method == "POST" and form.is_valid():
        services.discard_draft(by=request.actor, draft_id=draft_id, **form.cleaned_data)
        messages.success(request, _("The draft is discarded. Nothing was sent to any list."))
        return redirect("assessments:start", draft.client.public_id)
    record.log_read([draft.client_id], purpose="assessment_discard")
    context = {"form": form, "draft": draft, **subject(request, draft.client, _("Discard"), draft)}
    return render(request, "assessments/discard.html", context, status=422 if form.errors else 200)


def _outside_window(enrollment: Enrollment | None, today: date) -> AnnualWindow | None:
    """The days in which the next annual assessment counts, when today is none of them."""
    window = next_annual_window(enrollment.entry_date, today) if enrollment else None
    return None if window is None or window.is_open(today) else window


def _known(instrument: str) -> str:
    """The code of an instrument that drafts are made of; 404 for any other word in an address."""
    code = instrument.upper()
    if code not in policies.SUBMITS or code not in INSTRUMENTS:
        raise Http404
    return code
