"""A page of questions: shown, saved in passing and by the button, and what to do when two people answered (ux A3)."""

import json
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import policies, presenters, services, stays_page
from assessments.client_topics import topics
from assessments.engine.completeness import section_gaps
from assessments.engine.definition import Item, Section
from assessments.engine.people import concerns_nobody
from assessments.forms import QuestionForm
from assessments.forms.clashes import ClashForm
from assessments.forms.questions import MORE_ROWS
from assessments.models import Draft
from assessments.references import choices_for, usual_access_point
from assessments.services.drafts import require_open
from assessments.services.saving import Base
from assessments.services.stays import stays_of
from assessments.surroundings import DraftReading
from assessments.views.clashes import HAND_OVER, clash_words, settle, show_clashes
from assessments.views.client_view import at_once
from assessments.views.finding import find_draft
from assessments.views.subject import household_rows, subject
from assessments.whose_pages import named_draft
from cas_portal.access import said
from cas_portal.access.actor import Actor
from cas_portal.access.held import holds_form, take
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from clients.policies import can_read_words

LONGEST_BASE = 60_000
# The button beside an offered answer which asks the question afresh.
ASK_AGAIN = "ask_again"


@holds_form
@needs(Permission.SUBMIT_HCT)
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: PortalRequest, draft_id: UUID, section_id: str) -> HttpResponse:
    """Ask one small topic. A changed answer is saved at once by script; without script, by the buttons."""
    draft = open_draft(request, draft_id)
    current = named_draft(draft, request.actor)
    section = current.definition.section(section_id)
    if section is None or not (concerns_nobody(section) or section in current.reading.sections()):
        raise Http404
    if request.method != "POST":
        if (held := take(request)) is not None:
            return take_up(request, current, section.heading, section.items, held)
        return _show(request, current, section_id, page_form(request.actor, current, section.items))
    if "settle" in request.POST:
        onward = partial(_next_page, request, section_id=section_id)
        return settle(request, current, section.heading, section.items, onward)
    form = page_form(request.actor, current, asked_by(section, request.POST.get("asked", "")), request.POST)
    form.is_valid()
    saved = save_page(request, form, draft, [section_id])
    form.add_problems(saved.problems)
    if request.htmx:
        return saved_in_passing(request, form, saved)
    if ASK_AGAIN in request.POST:
        return asked_again(request, draft)
    after = named_draft(saved.draft, request.actor)
    if saved.clashes:
        return show_clashes(request, after, section.heading, ClashForm(clashes=clash_words(request, after, saved)))
    say_what_is_wrong(request, form, after, [section_id])
    if form.errors and "skip" not in request.POST:
        asks = saved.question if said.may_ask(request) else None
        return said.question(request, asks) if asks else _show(request, after, section_id, form, saved=saved)
    return _next_page(request, after, section_id)


def say_what_is_wrong(
    request: PortalRequest, form: QuestionForm, current: DraftReading, sections: Collection[str]
) -> None:
    """Put beside answers that are saved and do not fit what sending would say of them, when the worker goes on."""
    if "continue" not in request.POST:
        return
    shown = [section for section in current.reading.sections() if section.id in sections]
    gaps = [gap for section in shown for gap in section_gaps(section, current.reading) if not gap.is_unanswered]
    form.add_problems({gap.item.link_id: str(gap.message) for gap in gaps})


def open_draft(request: PortalRequest, draft_id: UUID) -> Draft:
    """The draft, when its answers may still be changed; a closed one answers with what to do before any form."""
    draft = find_draft(request, draft_id)
    require(policies.can_edit_draft(request.actor, draft))
    require_open(draft)
    record.log_read([draft.client_id], purpose="assessment_draft")
    return draft


def asked_by(section: Section, who: str) -> list[Item]:
    """Return the questions of a section that a page asks: a page in the client's hands none that the worker answers."""
    return [item for item in section.items if who != "client" or not item.worker_answers]


def page_form(
    actor: Actor,
    current: DraftReading,
    items: Iterable[Item],
    data: Any = None,
    *,
    quiet: Collection[str] = (),
    for_client: bool = False,
    also: str = "",
) -> QuestionForm:
    """Build the form of these questions with their references, offers and starting values.

    Of the `quiet` ones nothing is called incomplete; `also` is a second language to show them in.
    """
    items = list(items)
    context = current.context
    choices = choices_for(items, actor, context.today)
    initial = {item.link_id: context.fact(item.initial_fact) for item in items if item.initial_fact}
    initial[current.definition.date_question] = context.today.isoformat()
    if "access_point" in choices:
        initial["AH02"] = usual_access_point(actor, current.draft.agency_id, context.today)
    return QuestionForm(
        data, items=items, reading=current.reading, choices=choices, offers=current.offers, initial=initial,
        unfinished=current.draft.unfinished, quiet=quiet, for_client=for_client, also=also,
    )  # fmt: skip


def take_up(
    request: PortalRequest, current: DraftReading, title: object, items: Iterable[Item], held: QueryDict
) -> HttpResponse:
    """Save what was sent when the session had ended, and show the page again with it (ux.md, section 3)."""
    form = page_form(request.actor, current, items, held)
    form.is_valid()
    saved = save_page(request, form, current.draft, (), held)
    if saved.clashes:
        after = named_draft(saved.draft, request.actor)
        return show_clashes(request, after, title, ClashForm(clashes=clash_words(request, after, saved)), held)
    messages.success(request, _("What you typed when the session ended is saved."))
    return HttpResponseRedirect(request.path)


def save_page(
    request: PortalRequest,
    form: QuestionForm,
    draft: Draft,
    sections: Collection[str],
    held: QueryDict | None = None,
) -> services.Saved:
    """Save what a page of questions sent: by the button, or in passing while the worker stays on it."""
    data = held if held is not None else request.POST
    passing = held is not None or bool(request.htmx) or ASK_AGAIN in data
    seen = data.get("seen", "")
    return services.save_answers(
        by=request.actor,
        draft_id=draft.public_id,
        answers=form.answers(passing=passing),
        half_typed=form.half_typed(passing=passing),
        seen=int(seen) if seen.isdecimal() and len(seen) < 9 else None,
        writer=data.get("page", "")[:40],
        sections=() if passing else sections,
        # Only the button confirms what was carried over; saving in passing does not.
        confirm=not passing,
        base=base_of(data),
        key=(request.headers.get("Idempotency-Key") or data.get("key", ""))[:40],
    )


def asked_again(request: PortalRequest, draft: Draft) -> HttpResponse:
    """Lay the offered answer of one question aside and come back to it."""
    link_id = request.POST[ASK_AGAIN]
    services.ask_again(by=request.actor, draft_id=draft.public_id, link_id=link_id)
    return HttpResponseRedirect(f"{request.get_full_path()}#id_{quote(link_id, safe='')}_group")


def base_of(data: QueryDict) -> Base | None:
    """Return what the page was rendered with, as it tells; None from pages that do not."""
    text = data.get("was", "")
    if not text or len(text) > LONGEST_BASE:
        return None
    try:
        told = json.loads(text)
    except ValueError:
        return None
    if not isinstance(told, dict) or not all(isinstance(told.get(part), dict) for part in ("answers", "offers")):
        return None
    return Base(told["answers"], told["offers"])


def base_for_page(form: QuestionForm, data: QueryDict | None = None, saved: services.Saved | None = None) -> str:
    """Return what a page tells of itself when it sends: the stored answers and the offers it shows.

    After a saving, what page and draft agree on is the new base; the rest stays what the page was rendered with.
    """
    told = base_of(data) if data is not None else None
    if told is None or saved is None:
        answers: Mapping[str, object] = {
            item.link_id: form.reading.answers.get(item.link_id)
            for item in form.items
            if form.reading.answers.get(item.link_id) is not None
        }
        return json.dumps({"answers": answers, "offers": form.offered()})
    answers = {key: value for key, value in {**told.answers, **saved.agreed}.items() if value is not None}
    return json.dumps({"answers": answers, "offers": {k: v for k, v in told.offers.items() if k not in saved.agreed}})


def saved_in_passing(request: PortalRequest, form: QuestionForm, saved: services.Saved) -> HttpResponse:
    """Answer the script: what was not saved beside its question, and the new base of the page."""
    context = {
        "form": form,
        "clashes": clash_words(request, named_draft(saved.draft, request.actor), saved) if saved.clashes else [],
        "was": base_for_page(form, request.POST, saved),
    }
    response = render(request, "assessments/_saved.html", context)
    return say_saved(response, saved)


def say_saved(response: HttpResponse, saved: services.Saved) -> HttpResponse:
    """Tell the script that it was this page which took the answers, when, and whether that changed anything.

    Without X-Saved-At nothing counts as saved: a page of something else, the sign-in for example, answers 200 too.
    """
    response["X-Saved-At"] = saved.draft.saved_at.isoformat(timespec="seconds")
    response["X-Saved-Time"] = quote(time_format(timezone.localtime(saved.draft.saved_at), "g:i A"))
    if saved.news:
        response["X-Changed"] = "1"
    if saved.clashes:
        response["X-Clash"] = "1"
    return response


def _show(
    request: PortalRequest,
    current: DraftReading,
    section_id: str,
    form: QuestionForm,
    saved: services.Saved | None = None,
) -> HttpResponse:
    asked = {item.link_id for item in form.items}
    section = current.definition.section(section_id)
    if section and concerns_nobody(section) and saved is None:
        return _asked_no_more(request, current)
    enrollment, day = current.draft.enrollment, current.context.assessed_on
    context = {
        **subject(request, current.draft.client, section.heading if section else "", current.draft),
        "draft": current.draft,
        "section": section,
        "instrument": current.definition.title,
        "form": form,
        "household": household_rows(request, enrollment, day) if "AH05" in asked else [],
        "stays": stays_page.lines(stays_of(current.draft.client)) if "HC60" in asked else [],
        "page_token": request.POST.get("page") or uuid4().hex,
        "was": base_for_page(form, request.POST if saved else None, saved),
        "survivor": current.context.survivor,
        "may_hand_over": can_read_words(request.actor) and _asks_client(current, section_id),
    }
    return render(request, "assessments/questions.html", context, status=422 if saved else 200)


def _asks_client(current: DraftReading, section_id: str) -> bool:
    """Whether the topic is shown while the screen is in the client's hands."""
    return section_id in {topic.section.id for topic in topics(current)}


def _next_page(request: PortalRequest, after: DraftReading, section_id: str) -> HttpResponse:
    """Go where the button says: the same page for another row, the task list, or the next section."""
    draft_id, section = after.draft.public_id, after.definition.section(section_id)
    if section and concerns_nobody(section):
        return _asked_no_more(request, after)
    if "leave" in request.POST:
        return redirect("assessments:tasks", draft_id)
    if HAND_OVER in request.POST:
        return at_once(request, after.draft, section_id)
    if MORE_ROWS in request.POST:
        return HttpResponseRedirect(request.get_full_path())
    if request.GET.get("after") == presenters.BACK_TO_CHECK:
        return redirect("assessments:check", draft_id)
    order = [section.id for section in after.reading.sections()]
    following = order[order.index(section_id) + 1 :] if section_id in order else order
    if following:
        return redirect("assessments:questions", draft_id, following[0])
    return redirect("assessments:check", draft_id)


def _asked_no_more(request: PortalRequest, current: DraftReading) -> HttpResponse:
    """Say that the page is about somebody who is no adult of the household on the day, and go back to the sections."""
    words = _("That page is about somebody who is not an adult of the household on the day. What was typed is kept.")
    messages.info(request, words)
    return redirect("assessments:tasks", current.draft.public_id)
