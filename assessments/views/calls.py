"""Call mode: a Crisis Assessment on the phone, by keyboard alone (ux L1)."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assessments.call_script import CallPage, script
from assessments.engine.definition import Item, Section, Wording
from assessments.forms import QuestionForm
from assessments.forms.both_languages import other_language
from assessments.forms.calls import NEW, CallerForm, StartCallForm, WhoForm
from assessments.forms.clashes import ClashForm
from assessments.models import Call
from assessments.open_calls import caller_name, open_calls
from assessments.presenters import BACK_TO_CHECK
from assessments.services import Saved, calls
from assessments.surroundings import DraftReading
from assessments.views import questions as pages
from assessments.views.clashes import clash_words, settle, show_clashes
from assessments.views.finding import find_client
from assessments.views.subject import household_rows
from assessments.whose_pages import named_draft
from cas_portal.access.held import holds_form, take
from cas_portal.access.markers import needs
from cas_portal.access.permissions import Permission
from cas_portal.access.requests import PortalRequest
from cas_portal.audit import record
from clients import policies as client_policies
from clients.services import people, search
from clients.typed import parse, ssn_in
from clients.views.finding import results
from clients.views.subject import sent

SHOWN = "assessments.call-duplicates"
MOST_FOUND = 8


@needs(Permission.REFER_TO_SHELTER)
@require_http_methods(["GET", "POST"])
def start(request: PortalRequest) -> HttpResponse:
    """Ask for the number to call back before anything else; calls that were cut off are offered again."""
    form = StartCallForm(request.POST or None)

    def act() -> str:
        data = form.cleaned_data
        made = calls.start_call(by=request.actor, callback=data["callback"], said_name=data["said_name"])
        return reverse("assessments:call_who", args=[made.public_id])

    if done := sent(request, form, act):
        return done
    context = {"form": form, "script": script("1").greeting, "calls": open_calls(request)}
    return render(request, "assessments/call_start.html", context, status=422 if form.errors else 200)


@needs(Permission.REFER_TO_SHELTER)
@require_http_methods(["GET", "POST"])
def who(request: PortalRequest, call_id: UUID) -> HttpResponse:
    """Find the caller while their name is typed; digits choose among the people found."""
    call = calls.call_for(by=request.actor, call_id=call_id)
    typed = request.POST.get("q", call.callback or call.said_name)
    form = WhoForm(request.POST or None, found=_found(request, typed), initial={"q": typed})
    chosen = request.POST.get("person", "") if request.method == "POST" and not request.htmx else ""
    if chosen == NEW:
        return redirect("assessments:call_new", call.public_id)
    if chosen:
        client = find_client(request, _uuid(chosen))
        record.log_read([client.pk], purpose="call")
        calls.begin(by=request.actor, call=call, client=client)
        return redirect("assessments:call", call.public_id, script("1").pages[0].id)
    template = "assessments/_call_found.html" if request.htmx else "assessments/call_who.html"
    return render(request, template, {**_call_context(request, call), "form": form})


@needs(Permission.REFER_TO_SHELTER)
@require_http_methods(["GET", "POST"])
def new(request: PortalRequest, call_id: UUID) -> HttpResponse:
    """Enter a new caller with the little a call asks, after a look at who may be the same person."""
    call = calls.call_for(by=request.actor, call_id=call_id)
    first, _space, last = call.said_name.partition(" ")
    form = CallerForm(request.POST or None, initial={"first_name": first, "last_name": last})

    context = {**_call_context(request, call), "form": form, "script": script("1").sharing}

    def act() -> str:
        shown = _shown(form.cleaned_data["different"])
        made = calls.enter_caller(by=request.actor, call=call, caller=form.caller(call.callback), shown=shown)
        if isinstance(made, people.PossibleDuplicates):
            context["duplicates"] = _look_first(request, form, made)
            return ""
        return reverse("assessments:call", args=[call.public_id, script("1").pages[0].id])

    if done := sent(request, form, act):
        return done
    return render(request, "assessments/call_new.html", context, status=422 if form.errors else 200)


def _look_first(request: PortalRequest, form: CallerForm, alike: people.PossibleDuplicates) -> list[dict[str, Any]]:
    """Return who may be the same, and let the form remember that they were shown."""
    again = request.POST.copy()
    again["different"] = signing.dumps([one.client.pk for one in alike.found], salt=SHOWN)
    form.data = again
    reach = client_policies.client_reach(request.actor)
    return results(alike.found, reach)


@holds_form
@needs(Permission.REFER_TO_SHELTER)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: PortalRequest, call_id: UUID, section_id: str) -> HttpResponse:
    """Ask a whole part of the assessment on one page, with what to say beside it."""
    call = calls.call_for(by=request.actor, call_id=call_id)
    if call.draft is None:
        return redirect("assessments:call_who", call.public_id)
    draft = pages.open_draft(request, call.draft.public_id)
    current = named_draft(draft, request.actor)
    part = script(draft.version).page(section_id)
    items = _items(part, current)
    if part is None or not items:
        raise Http404
    if request.method != "POST":
        if (held := take(request)) is not None:
            return pages.take_up(request, current, part.title, items, held)
        form = pages.page_form(request.actor, current, items, quiet=_not_left_yet(part, current), also=other_language())
        return _show(request, call, current, part, form)
    if "settle" in request.POST:
        return settle(request, current, part.title, items, lambda after: _next(request, call, after, part))
    form = pages.page_form(request.actor, current, items, request.POST, also=other_language())
    form.is_valid()
    saved = pages.save_page(request, form, draft, [section.id for section in part.asked(current.reading)])
    form.add_problems(saved.problems)
    if request.htmx:
        return pages.saved_in_passing(request, form, saved)
    if pages.ASK_AGAIN in request.POST:
        return pages.asked_again(request, draft)
    after = named_draft(saved.draft, request.actor)
    pages.say_what_is_wrong(request, form, after, [section.id for section in part.asked(after.reading)])
    if saved.clashes:
        return show_clashes(request, after, part.title, ClashForm(clashes=clash_words(request, after, saved)))
    if form.errors and "skip" not in request.POST:
        return _show(request, call, after, part, form, saved)
    return _next(request, call, after, part)


@needs(Permission.REFER_TO_SHELTER)
@require_POST
def end(request: PortalRequest, call_id: UUID) -> HttpResponse:
    """End the call; what was answered stays a draft."""
    calls.end_call(by=request.actor, call_id=call_id)
    return redirect("today")


def _found(request: PortalRequest, typed: str) -> list[dict[str, Any]]:
    reach = client_policies.client_reach(request.actor)
    text = "" if ssn_in(typed) else typed.replace("\x00", "")
    found = search.find_clients(by=request.actor, asked=parse(text)) if text.strip() else []
    rows = results(found[:MOST_FOUND], reach)
    return [row for row in rows if not row["client"].survivor]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _shown(token: str) -> tuple[int, ...]:
    try:
        return tuple(signing.loads(token, salt=SHOWN, max_age=3600))
    except signing.BadSignature:
        return ()


def _items(part: CallPage | None, current: DraftReading) -> list[Item]:
    return [_said(item, section) for section in part.asked(current.reading) for item in section.items] if part else []


def _said(item: Item, section: Section) -> Item:
    """A page of a call has questions about several people: each says whom it is about."""
    name = section.person.name if section.person else ""
    text = Wording(en=f"{name}: {item.text.en}", es=f"{name}: {item.text.es}")
    return replace(item, text=text) if name else item


def _not_left_yet(part: CallPage, current: DraftReading) -> set[str]:
    """The questions of sections that the call has not gone on from, where what is there is only a beginning."""
    sections = (section for section in part.asked(current.reading) if section.id not in current.draft.visited)
    return {item.link_id for section in sections for item in section.items}


def _call_context(request: PortalRequest, call: Call) -> dict[str, Any]:
    return {"call": call, "name": caller_name(request, call)}


def _show(
    request: PortalRequest,
    call: Call,
    current: DraftReading,
    part: CallPage,
    form: QuestionForm,
    saved: Saved | None = None,
) -> HttpResponse:
    shows_household = any(item.link_id == "AH05" for item in form.items)
    enrollment, day = current.draft.enrollment, current.context.assessed_on
    everything = script(current.draft.version).pages
    shown = [one for one in everything if one.asked(current.reading)]
    context = {
        **_call_context(request, call),
        "client": current.draft.client,
        "client_page": reverse("clients:client", args=[current.draft.client.public_id]),
        "draft": current.draft,
        "part": part,
        "number": shown.index(part) + 1,
        "parts": shown,
        "form": form,
        "household": household_rows(request, enrollment, day) if shows_household else [],
        "page_token": request.POST.get("page") or uuid4().hex,
        "was": pages.base_for_page(form, request.POST if saved else None, saved),
    }
    return render(request, "assessments/call.html", context, status=422 if saved else 200)


def _next(request: PortalRequest, call: Call, after: DraftReading, part: CallPage) -> HttpResponse:
    """Go on to the next page of the call that asks something; after the last one, check and send."""
    if "leave" in request.POST:
        return redirect("today")
    if pages.MORE_ROWS in request.POST:
        return HttpResponseRedirect(request.get_full_path())
    if request.GET.get("after") == BACK_TO_CHECK:
        return redirect("assessments:check", after.draft.public_id)
    order = script(after.draft.version).pages
    following = [one for one in order[order.index(part) + 1 :] if one.asked(after.reading)]
    if following:
        return redirect("assessments:call", call.public_id, following[0].id)
    return redirect("assessments:check", after.draft.public_id)
