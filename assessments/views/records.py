"""Check answers, submit, receipt, the record itself, correcting and voiding it (ux A4-A6)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import policies, presenters, receipts, safety, services
from assessments.about_adults import adults_of
from assessments.fhir.response import response
from assessments.forms import FollowUpForm, VoidForm
from assessments.forms.check import Left
from assessments.lineage import corrected_by, correction, event_of, in_place_of, line_of
from assessments.models import Assessment, CurrentLivingSituation, FollowUp
from assessments.open_calls import address_of
from assessments.opens_block import opens_of
from assessments.references import reference_names
from assessments.services.correcting import stay_elsewhere, what_stands
from assessments.services.follow_ups import household_leaves
from assessments.services.readiness import obstacle_to_assessing
from assessments.surroundings import DraftReading, business_day, read_record
from assessments.views.finding import find_assessment, find_draft
from assessments.views.subject import subject
from assessments.whose_pages import named_draft, named_record
from assessments.wording import NO_EVENT, VOID, why_no_event, why_void
from cas_portal.access.errors import Invalid
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.wording.book import lines_on
from cas_portal.audit import record
from clients.policies import client_reach
from clients.presenters import client_name
from clients.words import without_words


@needs(Permission.SUBMIT_HCT, Permission.VIEW_RELEASED_CLIENT)
@require_safe
def check(request: PortalRequest, draft_id: UUID) -> HttpResponse:
    """Show every answer before it is sent, what is missing, and ask what was done next."""
    draft = find_draft(request, draft_id)
    if draft.assessment:
        return redirect("assessments:receipt", draft.assessment.public_id)
    current = named_draft(draft, request.actor)
    return _show_check(request, current, _follow_up_form(request, current))


@needs(Permission.SUBMIT_HCT)
@require_POST
def submit(request: PortalRequest, draft_id: UUID) -> HttpResponse:
    """Send the assessment with its event or reason; what is wrong comes back on the same page."""
    draft = find_draft(request, draft_id)
    current = named_draft(draft, request.actor)
    form = _follow_up_form(request, current)
    if not draft.assessment_id and not form.is_valid():
        return _show_check(request, current, form, status=422)
    follow_up = {} if draft.assessment_id else form.follow_up()
    try:
        made = services.submit_assessment(by=request.actor, draft_id=draft_id, **follow_up)
    except Invalid as refused:
        form.add_error(None, refused.message)
        return _show_check(request, current, form, status=422)
    return redirect("assessments:receipt", made.public_id)


@needs(Permission.SUBMIT_HCT, Permission.VIEW_RELEASED_CLIENT)
@require_safe
def receipt(request: PortalRequest, assessment_id: UUID) -> HttpResponse:
    """Say what the submit made, what happens next and what to tell the client."""
    assessment = find_assessment(request, assessment_id)
    record.log_read([assessment.client_id], purpose="assessment_receipt")
    if assessment.is_void:
        page = {"assessment": assessment, "void": _void(request, assessment)}
        page |= subject(request, assessment.client, _("Receipt"))
        return render(request, "assessments/receipt_void.html", page)
    stays = CurrentLivingSituation.objects.visible_to(request.actor).filter(client=assessment.client, voided_at=None)
    stay = stays.filter(information_date=assessment.assessed_on).order_by("-created_at", "-pk").first()
    shows_score = policies.can_view_score(request.actor, assessment)
    follow_ups = list(FollowUp.objects.visible_to(request.actor).filter(assessment=assessment).order_by("pk"))
    event = event_of(line_of(assessment))
    without_words(request.actor, [assessment], "no_event_reason")
    lines = receipts.receipt(assessment, stay, event, follow_ups, by=request.actor, shows_score=shows_score)
    lines["call"] = safety.call_of(request.actor, assessment) if shows_score else None
    lines["psap"] = receipts.problem_solving(assessment, request.actor) if shows_score else None
    lines["opens"] = opens_of(request.actor, assessment)
    page = {"assessment": assessment, **lines, **subject(request, assessment.client, _("Receipt"))}
    return render(request, "assessments/receipt.html", page)


@needs(Permission.SUBMIT_HCT)
@require_POST
def retry(request: PortalRequest, assessment_id: UUID, follow_up: str) -> HttpResponse:
    """Try again what did not work after the submit, and come back to the receipt."""
    assessment = find_assessment(request, assessment_id)
    services.retry_follow_up(by=request.actor, assessment=assessment, kind=follow_up)
    return redirect("assessments:receipt", assessment.public_id)


@needs(Permission.SUBMIT_HCT)
@require_POST
def call_made(request: PortalRequest, assessment_id: UUID) -> HttpResponse:
    """Note that the urgent call was made together, and come back to the receipt."""
    assessment = find_assessment(request, assessment_id)
    services.settle_survivor_call(by=request.actor, assessment=assessment)
    return redirect("assessments:receipt", assessment.public_id)


@needs(Permission.VIEW_SCORE, Permission.VIEW_RELEASED_CLIENT)
@require_safe
def show(request: PortalRequest, assessment_id: UUID) -> HttpResponse:
    """Show a submitted assessment, read-only; score and answers to those who may see them."""
    assessment = find_assessment(request, assessment_id)
    record.log_read([assessment.client_id], purpose="assessment")
    actor = request.actor
    context: dict[str, Any] = {
        **subject(request, assessment.client, assessment.get_kind_display()),
        "assessment": assessment,
        "household": presenters.household_words(assessment.household_type),
        "shows_score": policies.can_view_score(actor, assessment),
        "shows_answers": policies.can_view_answers(actor, assessment),
        "newer": in_place_of(assessment),
        "void": _void(request, assessment),
        "may_correct": policies.can_correct(actor, assessment),
        "may_void": policies.can_void(actor, assessment),
    }
    if assessment.instrument_version:
        reading = read_record(assessment, actor)
        names = reference_names(assessment.answers, reading.definition)
        if context["shows_answers"]:
            context["sections"] = presenters.answer_sections(named_record(assessment, actor), names)
        context["call"] = safety.call_of(actor, assessment) if context["shows_score"] else None
        context["points"] = presenters.score_rows(assessment, reading.definition) if context["shows_score"] else []
        context["opens"] = opens_of(actor, assessment, on_record=True)
    return render(request, "assessments/show.html", context)


@needs(Permission.VIEW_SCORE)
@require_safe
def fhir(request: PortalRequest, assessment_id: UUID) -> HttpResponse:
    """Send the record as a FHIR R4 QuestionnaireResponse to those who may read its answers."""
    assessment = find_assessment(request, assessment_id)
    require(policies.can_view_answers(request.actor, assessment) and bool(assessment.instrument_version))
    record.log_act("exported", client_ids=[assessment.client_id], purpose="assessment_fhir")
    answer = JsonResponse(response(assessment, request.actor), content_type="application/fhir+json")
    answer["Content-Disposition"] = f'attachment; filename="{assessment.public_id}.json"'
    return answer


@needs(Permission.SUBMIT_HCT)
@require_POST
def correct(request: PortalRequest, assessment_id: UUID) -> HttpResponse:
    """Open a new assessment that starts from this one's answers; this one stays as it is (X13)."""
    assessment = find_assessment(request, assessment_id)
    draft = services.start_draft(
        by=request.actor, client=assessment.client, instrument=assessment.kind, corrects=assessment
    )
    return redirect("assessments:tasks", draft.public_id)


@needs(Permission.VOID_ASSESSMENT)
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: PortalRequest, assessment_id: UUID) -> HttpResponse:
    """Ask for the reason, then void the record."""
    assessment = find_assessment(request, assessment_id)
    require(policies.can_void(request.actor, assessment) or assessment.is_void)
    form = VoidForm(
        request.POST or None, lines=lines_on(assessment.continuum_id, VOID, business_day(assessment.client))
    )
    if request.method == "POST" and form.is_valid():
        services.void_assessment(by=request.actor, assessment=assessment, **form.cleaned_data)
        messages.success(request, _("The assessment is void and counts no more. It stays in the history."))
        return redirect("assessments:show", assessment.public_id)
    record.log_read([assessment.client_id], purpose="assessment_void")
    context = {"form": form, "assessment": assessment, **subject(request, assessment.client, _("Void"))}
    return render(request, "assessments/void.html", context, status=422 if form.errors else 200)


def _void(request: PortalRequest, assessment: Assessment) -> dict[str, Any] | None:
    """Say who voided the record, when and why, the reason to who reads its answers; nothing where it is not void."""
    if not assessment.is_void:
        return None
    without_words(request.actor, [assessment], "void_reason")
    reads = policies.can_view_answers(request.actor, assessment) or request.actor.can(Permission.VOID_ASSESSMENT)
    why = why_void(assessment) if reads else ""
    return {"at": assessment.voided_at, "by": assessment.voided_by, "why": why}


def _follow_up_form(request: PortalRequest, current: DraftReading) -> FollowUpForm:
    lines = lines_on(current.draft.continuum_id, NO_EVENT, business_day(current.draft.client))
    typed = request.POST if request.method == "POST" else None
    left = _left(current) if current.draft.corrects_id else None
    adults = adults_of(current)
    names = {person.pk: client_name(person, client_reach(request.actor)) for person in adults.people}
    return FollowUpForm(
        typed, actor=request.actor, reading=current.reading, lines=lines, left=left, doubts=adults.doubts(), names=names
    )


def _left(current: DraftReading) -> Left:
    """Say what the corrected record left: it stands unless the worker says otherwise."""
    corrected = corrected_by(current.draft)
    standing, stay = what_stands(corrected), stay_elsewhere(corrected, current.reading)
    said = next((one for one in corrected if one.no_event_reason), None)
    event = presenters.standing_words(standing.event, why_no_event(said) if said else "")
    return Left(event, presenters.dated_stay_words(stay) if stay else "")


def _show_check(request: PortalRequest, current: DraftReading, form: FollowUpForm, status: int = 200) -> HttpResponse:
    draft = current.draft
    record.log_read([draft.client_id], purpose="assessment_check")
    names = reference_names(draft.answers, current.definition)
    address = address_of(request.actor, draft)
    asks = safety.asks_for_provider(current.reading.value)
    context = {
        **subject(request, draft.client, _("Check answers"), draft),
        "draft": draft,
        "form": form,
        "gaps": presenters.gap_links(current, address),
        "comes_with": receipts.comes_with(
            draft.instrument, waits=asks, leaves=household_leaves(draft.instrument, current.reading.value)
        ),
        **correction(draft),
        "whom_to_call": safety.whom_to_call(request.actor) if asks else None,
        "sections": presenters.answer_sections(current.reading, names, address=address),
        "obstacle": obstacle_to_assessing(
            request.actor, draft.client, draft.instrument, on=current.context.assessed_on
        ),
    }
    return render(request, "assessments/check.html", context, status=status)
