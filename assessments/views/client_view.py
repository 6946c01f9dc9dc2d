"""The screen in the client's hands (ux §3): next steps, their answers, questions of an open draft, a correction.

Whose pages these are stands in the session, never in an address. None shows a score, a flag or a staff note.
"""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import copies, policies
from assessments.client_topics import topics
from assessments.forms.client_side import CorrectionForm, HandOverForm, TakeBackForm
from assessments.models import Assessment, Draft
from assessments.services.corrections import ask_correction
from assessments.surroundings import read_draft
from assessments.views.finding import find_client
from assessments.views.subject import subject
from assessments.whose_pages import named_draft
from cas_portal.access.errors import Conflict
from cas_portal.access.markers import needs, signed_in
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts import client_view
from cas_portal.accounts.client_view import shown_to_client
from cas_portal.audit import record
from clients import languages, summary
from clients.models import Client
from clients.policies import can_read_words
from clients.views.subject import sent

HOME = "assessments:client_view"


@needs(Permission.VIEW_RELEASED_CLIENT, Permission.EDIT_CLIENT)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: PortalRequest, client_id: UUID) -> HttpResponse:
    """Ask for a PIN, then show only what is made for the client until somebody takes the screen back."""
    client = find_client(request, client_id)
    require(can_read_words(request.actor))
    record.log_read([client.pk], purpose="client_view")
    data = request.POST if request.method == "POST" else None
    form = HandOverForm(data, needs_pin=not client_view.has_password(request))
    open_page = {name: (data or request.GET).get(name, "") for name in ("draft", "section")}
    if form.is_valid():
        return _enter(request, client, form.cleaned_data["pin"], **open_page)
    context = {**subject(request, client, _("Client view")), "form": form, "open_page": open_page}
    return render(request, "assessments/hand_over.html", context, status=422 if form.errors else 200)


def at_once(request: PortalRequest, draft: Draft, section_id: str) -> HttpResponse:
    """Hand over the page that is open, by one press; who has no password chooses a PIN first."""
    require(can_read_words(request.actor))
    open_page = {"draft": str(draft.public_id), "section": section_id}
    if client_view.has_password(request):
        return _enter(request, draft.client, "", **open_page)
    page = reverse("assessments:hand_over", args=[draft.client.public_id])
    return HttpResponseRedirect(f"{page}?{urlencode(open_page)}")


def _enter(request: PortalRequest, client: Client, pin: str, draft: str, section: str) -> HttpResponse:
    """Begin with the topic that was open, where it asks the client something; else with the next steps."""
    found = open_draft_of(request, client, draft)
    left = {"draft_id": str(found.public_id), "section_id": section} if found and draft else {}
    language = languages.chosen("", client)
    client_view.enter(request, client_id=str(client.public_id), pin=pin, language=language, **left)
    record.log_act("handed_over", client_ids=[client.pk], purpose="client_view")
    asked = topics(read_draft(found, request.actor)) if found else []
    if section in {topic.section.id for topic in asked}:
        return redirect("assessments:client_questions", section)
    return redirect(HOME)


@shown_to_client
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: PortalRequest) -> HttpResponse:
    """Leave with the PIN or the password; the fifth wrong one signs out."""
    kept = client_view.state(request)
    if kept is None:
        return redirect("today")
    form = TakeBackForm(request.POST or None)
    if form.is_valid():
        if client_view.leave(request, form.cleaned_data["secret"]):
            return client_view.forget_in_hand(_back_to(request, kept))
        if client_view.state(request) is None:
            return redirect("today")
        form.add_error("secret", _("This is not the PIN or the password"))
    return _page(request, "assessments/client_view/take_back.html", {"form": form}, status=422 if form.errors else 200)


def _back_to(request: PortalRequest, kept: client_view.State) -> HttpResponse:
    """Go on where the screen was given away: the same topic, while it is asked and the draft is open."""
    if kept.draft_id:
        draft = open_draft_of(request, find_client(request, UUID(kept.client_id)), kept.draft_id)
        if draft and kept.section_id in {one.id for one in read_draft(draft, request.actor).reading.sections()}:
            return redirect("assessments:questions", draft.public_id, kept.section_id)
        if draft:
            return redirect("assessments:tasks", draft.public_id)
    return redirect("clients:client", kept.client_id)


@shown_to_client
@signed_in
@require_safe
def home(request: PortalRequest) -> HttpResponse:
    """Show the next steps."""
    client = client_in_hand(request)
    draft = open_draft_of(request, client)
    current = named_draft(draft, request.actor) if draft else None
    context = {
        "sheet": summary.sheet(request, client, for_client=True),
        "topics": [topic.section for topic in topics(current)] if current else [],
        "has_answers": _newest(request, client) is not None,
    }
    return _page(request, "assessments/client_view/home.html", context)


@shown_to_client
@signed_in
@require_safe
def answers(request: PortalRequest) -> HttpResponse:
    """Show what the client answered last; the private answers only when the client asks for them."""
    found = _newest(request, client_in_hand(request))
    if found is None:
        raise Http404
    private = request.GET.get("private") == "1"
    sections = copies.answers_of(found, request.actor, private=private)
    context = {"found": found, "sections": sections, "private": private}
    return _page(request, "assessments/client_view/answers.html", context)


@shown_to_client
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: PortalRequest) -> HttpResponse:
    """Let the client say what is wrong."""
    client = client_in_hand(request)
    form = CorrectionForm(request.POST or None)

    def act() -> str:
        newest = _newest(request, client)
        text = form.cleaned_data["text"]
        ask_correction(by=request.actor, client_id=client.pk, text=text, assessment=newest, by_client=True)
        messages.success(request, _("Thank you. Your words are with your worker, who will talk with you about them."))
        return reverse(HOME)

    if done := sent(request, form, act):
        return done
    return _page(request, "assessments/client_view/correction.html", {"form": form}, status=422 if form.errors else 200)


def client_in_hand(request: PortalRequest) -> Client:
    """Return whose pages are shown; outside of client view, say how to get there."""
    kept = client_view.state(request)
    if kept is None:
        raise Conflict(_("The screen is not in a client’s hands."), _("Open a client, and choose Client view."))
    client = find_client(request, UUID(kept.client_id))
    record.log_read([client.pk], purpose="client_view")
    return client


def open_draft_of(request: PortalRequest, client: Client, asked: str = "") -> Draft | None:
    """Return the open draft the worker could go on with; a page that was opened goes on with the one it is of."""
    rows = Draft.objects.visible_to(request.actor).open().filter(client=client).order_by("-saved_at")
    mine = (draft for draft in rows if policies.can_edit_draft(request.actor, draft))
    return next((draft for draft in mine if asked in {"", str(draft.public_id)}), None)


def _newest(request: PortalRequest, client: Client) -> Assessment | None:
    rows = Assessment.objects.visible_to(request.actor).filter(client=client, imported=False)
    rows = rows.exclude(instrument_version="").counting()
    found = rows.select_related("client__identity", "agency").newest_first().first()
    return found if found is not None and policies.can_view_answers(request.actor, found) else None


def _page(request: PortalRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, template, context, status=status)
