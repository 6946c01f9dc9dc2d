"""Recording where somebody stays (ux A7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assessments.engine.visibility import Reading
from assessments.forms import QuestionForm
from assessments.forms.also_met import AlsoForm
from assessments.models import CurrentLivingSituation
from assessments.references import reporting_projects
from assessments.services.also_met import others_met, record_for_all
from assessments.services.living_situations import COLUMNS, situation_context
from assessments.versions import current_definition
from assessments.views.finding import find_client
from assessments.views.subject import subject
from cas_portal.access.actor import Actor
from cas_portal.access.errors import Conflict, Invalid
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from clients.models import Client
from clients.policies import client_reach
from clients.presenters import client_name
from clients.services.enrollment import open_enrollment
from clients.services.records import may_act


@needs(Permission.ADD_LIVING_SITUATION)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """Ask where the person stays; "same as last time" fills the last answers in to be confirmed."""
    client = find_client(request, client_id)
    require(may_act(request.actor, client, Permission.ADD_LIVING_SITUATION))
    last = _last(request.actor, client)
    repeats = last if "same" in request.GET else None
    others, chosen = others_met(request.actor, client), set(request.POST.getlist("also"))
    page = _Page(client, last, [(one, str(one.public_id) in chosen) for one in others])
    if request.method != "POST":
        return _show(request, page, _form(request.actor, client, repeats))
    form = _form(request.actor, client, repeats, request.POST)
    form.is_valid()
    also, key = [one for one, ticked in page.others if ticked], _token(request.POST.get("token", ""))
    try:
        many = record_for_all(by=request.actor, client=client, answers=form.answers(), also=also, public_id=key)
    except Invalid as refused:
        form.add_problems(cast(Mapping[str, str], refused.context["problems"]))
        return _show(request, page, form, status=422)
    words = ngettext("The living situation is recorded.", "It is recorded for %(count)s people.", many)
    messages.success(request, words % {"count": many})
    return redirect("clients:client", client.public_id)


@dataclass(frozen=True, slots=True)
class _Page:
    """Whom the page is about, what was recorded last, and who else may have been met, each ticked or not."""

    client: Client
    last: CurrentLivingSituation | None
    others: Sequence[tuple[Client, bool]]


def _form(actor: Actor, client: Client, repeats: CurrentLivingSituation | None, data: Any = None) -> QuestionForm:
    enrollment = open_enrollment(client)
    if enrollment is None:
        raise Conflict(
            _("This person is not enrolled in the coordinated entry program."),
            _("Enroll them first, then record where they stay."),
        )
    definition = current_definition("CLS", client.continuum_id)
    context = situation_context(client, enrollment)
    programs = [(str(program.public_id), program.name) for program in reporting_projects(actor, context.today)]
    initial: dict[str, object] = {"CLS01": context.today.isoformat(), "CLS04": str(enrollment.program.public_id)}
    if repeats:
        initial |= _answers_of(repeats)
    reading = Reading(definition, {}, context)
    items = list(definition.items.values())
    return QuestionForm(data, items=items, reading=reading, choices={"project": programs}, initial=initial)


def _answers_of(row: CurrentLivingSituation) -> dict[str, object]:
    """Return the answers of an earlier record as offers for a new one, without its day."""
    answers = {link_id: getattr(row, column) for link_id, column in COLUMNS.items()}
    answers["CLS02"] = row.situation
    answers["CLS12"] = row.contact_kind
    answers["CLS10"] = {"missing": row.no_location_code} if row.no_location_code else row.location
    return {link_id: answer for link_id, answer in answers.items() if answer not in (None, "")}


def _last(actor: Actor, client: Client) -> CurrentLivingSituation | None:
    rows = CurrentLivingSituation.objects.visible_to(actor).filter(client=client, voided_at=None)
    return rows.order_by("-information_date", "-created_at").first()


def _token(text: str) -> UUID:
    """The key of a form; a text that is none makes no repeat harmless."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _show(request: PortalRequest, page: _Page, form: QuestionForm, status: int = 200) -> HttpResponse:
    shown = [page.client, *(one for one, _ticked in page.others)]
    record.log_read([one.pk for one in shown], purpose="living_situation")
    reach = client_reach(request.actor)
    ticked = [str(one.public_id) for one, is_ticked in page.others if is_ticked]
    names = [(str(one.public_id), client_name(one, reach)) for one, _ticked in page.others]
    others = AlsoForm(initial={"also": ticked}, people=names)
    context = {"last": page.last, "form": form, "token": request.POST.get("token") or uuid4(), "others": others}
    context |= subject(request, page.client, _("Living situation"))
    return render(request, "assessments/living_situation.html", context, status=status)
