"""Starting an assessment and filling it in: start, task list, page of questions, discard (ux A1-A3)."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import policies, presenters, services
from assessments.forms import DiscardForm, QuestionForm
from assessments.forms.questions import MORE_ROWS
from assessments.models import Draft
from assessments.references import choices_for
from assessments.services.drafts import is_closed, require_open
from assessments.services.readiness import obstacle_to_assessing
from assessments.surroundings import DraftReading, business_day, read_draft
from assessments.validity import HCT
from assessments.versions import INSTRUMENTS, current_definition
from assessments.views.finding import find_client, find_draft
from assessments.views.subject import household_rows, subject
from assessments.wording import DISCARD
from cas_portal.access.actor import Actor
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.wording.book import lines_on
from cas_portal.audit import record
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
    current = read_draft(draft, request.actor)
    gaps = presenters.gap_links(current)
    tasks = presenters.tasks(current)
    done = sum(task["status"]["tone"] == "good" for task in tasks)
    context = {"draft": draft, "current": current, "tasks": tasks, "done": done, "ready": not gaps}
    context["next"] = next((task for task in tasks if task["status"]["tone"] != "good"), None)
    context |= subject(request, draft.client, current.definition.title)
    return render(request, "assessments/tasks.html", context)


@needs(Permission.SUBMIT_HCT)
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: PortalRequest, draft_id: UUID, section_id: str) -> HttpResponse:
    """Ask one small topic. A changed answer is saved at once by script; without script, by the buttons."""
    draft = _open_draft(request, draft_id)
    current = read_draft(draft, request.actor)
    section = current.definition.section(section_id)
    if section is None or section not in current.reading.sections():
        raise Http404
    if request.method != "POST":
        return _show_questions(request, current, section_id, _form(request.actor, current, section_id))
    form = _form(request.actor, current, section_id, request.POST)
    form.is_valid()
    saved = _save(request, form, draft, section_id)
    form.add_problems({**saved.problems, **_clash_words(saved)})
    if request.htmx:
        return render(request, "assessments/_saved.html", {"form": form})
    if form.errors:
        return _show_questions(request, read_draft(saved.draft, request.actor), section_id, form, status=422)
    return _next_page(request, current, read_draft(saved.draft, request.actor), section_id)


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


def _known(instrument: str) -> str:
    """The code of an instrument that drafts are made of; 404 for any other word in an address."""
    code = instrument.upper()
    if code not in policies.SUBMITS or code not in INSTRUMENTS:
        raise Http404
    return code


def _open_draft(request: PortalRequest, draft_id: UUID) -> Draft:
    """The draft, when its answers may still be changed; a closed one answers with what to do before any form."""
    draft = find_draft(request, draft_id)
    require(policies.can_edit_draft(request.actor, draft))
    require_open(draft)
    record.log_read([draft.client_id], purpose="assessment_draft")
    return draft


def _form(actor: Actor, current: DraftReading, section_id: str, data: Any = None) -> QuestionForm:
    """Build the page's form with its references, offers and starting values."""
    section = current.definition.section(section_id)
    items = section.items if section else ()
    context = current.context
    choices = choices_for(items, actor, context.today)
    initial = {item.link_id: context.fact(item.initial_fact) for item in items if item.initial_fact}
    initial[current.definition.date_question] = context.today.isoformat()
    if len(choices.get("access_point", [])) == 1:
        initial["AH02"] = choices["access_point"][0][0]
    return QuestionForm(
        data, items=items, reading=current.reading, choices=choices, offers=current.draft.suggestions, initial=initial,
        unfinished=current.draft.unfinished,
    )  # fmt: skip


def _save(request: PortalRequest, form: QuestionForm, draft: Draft, section_id: str) -> services.Saved:
    seen = request.POST.get("seen", "")
    return services.save_answers(
        by=request.actor,
        draft_id=draft.public_id,
        answers=form.answers(passing=bool(request.htmx)),
        half_typed=form.half_typed(passing=bool(request.htmx)),
        seen=int(seen) if seen.isdecimal() and len(seen) < 9 else None,
        writer=request.POST.get("page", "")[:40],
        section="" if request.htmx else section_id,
        # Only the button confirms what was carried over; saving in passing does not.
        confirm=not request.htmx,
    )


def _clash_words(saved: services.Saved) -> dict[str, str]:
    items = read_draft(saved.draft).definition.items if saved.clashes else {}
    return {
        link_id: _("%(name)s saved “%(theirs)s” after you opened this page. Choose the right answer and save again.")
        % {"name": clash.by, "theirs": presenters.answer_text(items[link_id], clash.theirs, {}) or _("no answer")}
        for link_id, clash in saved.clashes.items()
    }


def _show_questions(
    request: PortalRequest, current: DraftReading, section_id: str, form: QuestionForm, status: int = 200
) -> HttpResponse:
    shows_household = any(item.link_id == "AH05" for item in form.items)
    section = current.definition.section(section_id)
    enrollment, day = current.draft.enrollment, current.context.assessed_on
    context = {
        **subject(request, current.draft.client, section.title if section else "", current.draft),
        "draft": current.draft,
        "section": section,
        "form": form,
        "household": household_rows(request, enrollment, day) if shows_household else [],
        "page_token": request.POST.get("page") or uuid4().hex,
    }
    return render(request, "assessments/questions.html", context, status=status)


def _next_page(request: PortalRequest, before: DraftReading, after: DraftReading, section_id: str) -> HttpResponse:
    """Go where the button says: the same page for another row, the task list, or the next section."""
    draft_id = after.draft.public_id
    if "leave" in request.POST:
        return redirect("assessments:tasks", draft_id)
    if MORE_ROWS in request.POST:
        return redirect("assessments:questions", draft_id, section_id)
    order = [section.id for section in after.reading.sections()]
    following = order[order.index(section_id) + 1 :] if section_id in order else order
    if following:
        return redirect("assessments:questions", draft_id, following[0])
    return redirect("assessments:check", draft_id)
