"""One topic of the open draft in the client's hands: saved when an answer changes, and by the buttons (ux §3)."""

from functools import partial
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import services
from assessments.client_topics import Topic, opened_with, seal, topics
from assessments.forms.clashes import ClashForm
from assessments.forms.questions import MORE_ROWS, QuestionForm
from assessments.surroundings import DraftReading
from assessments.views.clashes import clash_words, settle, show_clashes
from assessments.views.client_view import HOME, client_in_hand, open_draft_of
from assessments.views.questions import base_for_page, open_draft, page_form, save_page, saved_in_passing
from assessments.whose_pages import named_draft
from cas_portal.access.held import holds_form, take
from cas_portal.access.markers import signed_in
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.client_view import shown_to_client


@holds_form
@shown_to_client
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: PortalRequest, section_id: str) -> HttpResponse:
    """Ask one topic of the open draft: the questions the client answers, none that the worker does.

    A changed answer is saved at once by script; without script, by the buttons.
    """
    if not request.in_client_view and (held := take(request)) is not None:
        return _take_up(request, section_id, held)
    draft = open_draft_of(request, client_in_hand(request), request.POST.get("draft", ""))
    if draft is None:
        raise Http404
    current = named_draft(draft, request.actor)
    topic = _topic(current, section_id, request.POST)
    if "settle" in request.POST:
        onward = partial(_next_topic, request, section_id=section_id)
        return settle(request, current, topic.section.heading, topic.items, onward)
    form = page_form(request.actor, current, topic.items, request.POST or None, for_client=True)
    if request.method != "POST":
        return _show(request, current, topic, form)
    return _save(request, current, topic, form)


def _save(request: PortalRequest, current: DraftReading, topic: Topic, form: QuestionForm) -> HttpResponse:
    form.is_valid()
    saved = save_page(request, form, current.draft, ())
    form.add_problems(saved.problems)
    if request.htmx:
        return saved_in_passing(request, form, saved)
    after = named_draft(saved.draft, request.actor)
    if saved.clashes:
        both = ClashForm(clashes=clash_words(request, after, saved))
        return show_clashes(request, after, topic.section.heading, both)
    if form.errors and "skip" not in request.POST:
        return _show(request, current, topic, form, saved)
    return _next_topic(request, after, topic.section.id)


def _take_up(request: PortalRequest, section_id: str, held: QueryDict) -> HttpResponse:
    """Save what the client sent when the session had ended; whoever signed in goes on with it on their own page."""
    try:
        draft = open_draft(request, UUID(held.get("draft", "")))
    except ValueError as error:
        raise Http404 from error
    current = named_draft(draft, request.actor)
    topic = _topic(current, section_id, held)
    form = page_form(request.actor, current, topic.items, held)
    form.is_valid()
    saved = save_page(request, form, draft, (), held)
    own_page = reverse("assessments:questions", args=[draft.public_id, section_id])
    if saved.clashes:
        after = named_draft(saved.draft, request.actor)
        return show_clashes(
            request, after, topic.section.heading, ClashForm(clashes=clash_words(request, after, saved)), held, own_page
        )
    messages.success(request, _("What you typed when the session ended is saved."))
    return HttpResponseRedirect(own_page)


def _topic(current: DraftReading, section_id: str, sent: QueryDict) -> Topic:
    """Return what a section asks the client, or answer 404."""
    opened = opened_with(current.draft, sent.get("opened", ""))
    found = next((topic for topic in topics(current, opened) if topic.section.id == section_id), None)
    if found is None:
        raise Http404
    return found


def _show(
    request: PortalRequest,
    current: DraftReading,
    topic: Topic,
    form: QuestionForm,
    saved: services.Saved | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "section": topic.section,
        "draft": current.draft,
        "kept_about": "" if current.context.survivor else current.draft.client.public_id,
        "page_token": request.POST.get("page") or uuid4().hex,
        "opened": request.POST.get("opened") or seal(current.draft, topic.items),
        "was": base_for_page(form, request.POST if saved else None, saved),
    }
    return render(request, "assessments/client_view/questions.html", context, status=422 if saved else 200)


def _next_topic(request: PortalRequest, after: DraftReading, section_id: str) -> HttpResponse:
    """Go on to the next topic that asks the client something; to the same one for another row."""
    left = [topic.section.id for topic in topics(after)]
    if MORE_ROWS in request.POST and section_id in left:
        return redirect("assessments:client_questions", section_id)
    order = [section.id for section in after.definition.sections]
    following = [topic_id for topic_id in left if order.index(topic_id) > order.index(section_id)]
    return redirect("assessments:client_questions", following[0]) if following else redirect(HOME)
