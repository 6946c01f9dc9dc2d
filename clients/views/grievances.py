"""Grievances: the public form with its receipt, and the inbox of those who answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid
from cas_portal.access.markers import needs, public
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.client_view import shown_to_client
from cas_portal.accounts.settings import grievance_days
from cas_portal.audit import record
from cas_portal.time import clock
from cas_portal.ui.pagination import keyset_page
from clients import policies
from clients.forms.grievances import AnswerForm, GrievanceForm, NoteForm, OwnerForm, PersonForm
from clients.models import Grievance, GrievanceStep
from clients.services import grievances
from clients.services.complained_of import people_meant
from clients.views import filed_before
from clients.views.filed_before import DAYS, ONCE, RECEIPT


@shown_to_client
@public
@require_http_methods(["GET", "POST"])
def file(request: PortalRequest) -> HttpResponse:
    """Take a grievance from anybody, signed in or not; a visitor may send a few an hour, who holds the screen too."""
    actor = _who_files(request)
    if actor is not None:
        require(policies.can_file_grievance(actor))
    form = GrievanceForm(request.POST or None, actor=actor, places=_places(request), initial=_key_of_before(request))
    if form.is_valid():
        if actor is None and not ratelimit.consume(request, action="grievance"):
            return render(request, "429.html", status=429)
        data = {key: value for key, value in form.cleaned_data.items() if key != "community"}
        by = actor or grievances.visitor(form.continuum_id())
        receipt = grievances.file_grievance(by=by, **data)
        filed = {RECEIPT: receipt, DAYS: grievance_days(by.continuum_id), ONCE: str(data["once"] or "")}
        return filed_before.keep(request, redirect("grievances:received"), filed)
    context = {"form": form, "days": grievance_days(actor.continuum_id if actor else None)}
    return render(request, "clients/grievances/file.html", context, status=422 if form.errors else 200)


def _who_files(request: PortalRequest) -> Actor | None:
    """Who signed in; nobody while a client holds the screen: what they send is theirs and not of their worker."""
    return None if request.in_client_view else request.actor


def _places(request: PortalRequest) -> list[tuple[str, str]]:
    """The communities to choose from; the client's own alone while they hold the screen."""
    own = str(request.actor.continuum_id) if request.in_client_view and request.actor else ""
    return [place for place in grievances.communities() if own in {"", place[0]}]


def _key_of_before(request: PortalRequest) -> dict[str, str]:
    """The key of what was filed in this session: going back loads the form anew, and the same words stay one."""
    key = filed_before.kept(request).get(ONCE)
    return {"once": key} if key else {}


@shown_to_client
@public
@require_GET
def received(request: PortalRequest) -> HttpResponse:
    """Show the receipt number to whoever just filed; without one, lead to the form."""
    kept = filed_before.kept(request)
    number = kept.get(RECEIPT)
    if not number:
        return redirect("grievances:file")
    days = kept.get(DAYS) or grievance_days(None)
    return render(
        request, "clients/grievances/received.html", {"receipt": number, "days": days, "today": clock.today()}
    )


@needs(Permission.HANDLE_GRIEVANCE)
@require_GET
def inbox(request: PortalRequest) -> HttpResponse:
    """List grievances: those that wait, first due first; or the answered ones, newest first."""
    rows = Grievance.objects.visible_to(request.actor).select_related("owner")
    closed = "answered" in request.GET
    rows = rows.exclude(answered_at=None) if closed else rows.open()
    page = keyset_page(rows, keys=["-id"] if closed else ["due_on", "id"], cursor=request.GET.get("cursor", ""))
    _shown(request, page)
    context = {"page": page, "closed": closed, "today": clock.today()}
    return render(request, "clients/grievances/inbox.html", context)


@needs(Permission.HANDLE_GRIEVANCE, Permission.FILE_GRIEVANCE)
@require_GET
def show(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Show one grievance: to who filed it what was filed and answered, to handlers also what was done."""
    found = _visible(request, public_id)
    actor = request.actor
    steps = GrievanceStep.objects.visible_to(actor).filter(grievance=found).select_related("by").order_by("-pk")
    handles = policies.can_handle_grievance(actor, found) and found.answered_at is None
    context = {
        "grievance": found,
        "entries": [_entry(step) for step in steps],
        "reads": policies.can_read_grievances(actor),
        "meant": people_meant(actor, found),
        "handles": handles,
        "answers": handles and policies.can_answer_grievance(actor, found),
        "note": NoteForm() if handles else None,
        "today": clock.today(),
    }
    return render(request, "clients/grievances/show.html", context)


def _entry(step: GrievanceStep) -> dict[str, object]:
    tone = "good" if step.verb == GrievanceStep.Verb.ANSWERED else ""
    return {"at": step.at, "title": step.get_verb_display(), "who": step.by.name, "text": step.text, "tone": tone}


@needs(Permission.HANDLE_GRIEVANCE)
@require_POST
def take(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Become the owner."""
    grievances.give_owner(by=request.actor, grievance_id=public_id, owner_id=request.actor.person_id)
    messages.success(request, _("You own this grievance now. Answer it by the day shown."))
    return redirect("grievances:show", public_id)


@needs(Permission.HANDLE_GRIEVANCE)
@require_http_methods(["GET", "POST"])
def owner(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Give it to somebody else of SSF."""
    found = _visible(request, public_id)
    form = OwnerForm(request.POST or None, people=grievances.owners_to_choose(request.actor, found))

    def act() -> None:
        grievances.give_owner(by=request.actor, grievance_id=public_id, owner_id=form.cleaned_data["owner"])

    words = {"heading": _("Who answers this grievance?"), "submit": _("Give it to them")}
    return _form(request, found, form, act, words, done=_("The new owner was told."))


@needs(Permission.HANDLE_GRIEVANCE)
@require_http_methods(["GET", "POST"])
def person(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Say who of the staff is complained of."""
    found = _visible(request, public_id)
    form = PersonForm(request.POST or None, people=people_meant(request.actor, found))

    def act() -> None:
        grievances.name_person(by=request.actor, grievance_id=public_id, email=form.person())

    words = {"heading": _("Who is complained of?"), "submit": _("Save")}
    return _form(request, found, form, act, words, done=_("Saved. Whom it is about sees nothing of it."))


@needs(Permission.HANDLE_GRIEVANCE)
@require_POST
def note(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """Add a note."""
    form = NoteForm(request.POST)
    if form.is_valid():
        grievances.add_note(by=request.actor, grievance_id=public_id, text=form.cleaned_data["text"])
        messages.success(request, _("The note was added."))
        return redirect("grievances:show", public_id)
    words = {"heading": _("Add a note"), "submit": _("Add the note")}
    return _form(request, _visible(request, public_id), form, lambda: None, words, done="")


@needs(Permission.HANDLE_GRIEVANCE)
@require_http_methods(["GET", "POST"])
def answer(request: PortalRequest, public_id: UUID) -> HttpResponse:
    """End it with its outcome and answer."""
    found = _visible(request, public_id)
    form = AnswerForm(request.POST or None)

    def act() -> None:
        grievances.answer(by=request.actor, grievance_id=public_id, **form.cleaned_data)

    words = {"heading": _("Answer the grievance"), "submit": _("Record the answer")}
    return _form(request, found, form, act, words, done=_("The answer was recorded. The grievance is closed."))


def _form(
    request: PortalRequest, found: Grievance, form: Form, act: Callable[[], None], words: dict[str, str], *, done: str
) -> HttpResponse:
    """Show a form about a grievance, or carry it out and go back to it."""
    require(policies.can_handle_grievance(request.actor, found))
    if form.is_valid():
        try:
            act()
        except Invalid as error:
            form.add_error(None, f"{error.message} {error.what_to_do}".strip())
        else:
            messages.success(request, done)
            seen = Grievance.objects.visible_to(request.actor).filter(pk=found.pk).exists()
            return redirect("grievances:show", found.public_id) if seen else redirect("grievances:inbox")
    context: dict[str, Any] = {"form": form, "grievance": found, **words}
    context["cancel_url"] = reverse("grievances:show", args=[found.public_id])
    return render(request, "clients/grievances/form.html", context, status=422 if form.errors else 200)


def _visible(request: PortalRequest, public_id: UUID) -> Grievance:
    """Return the grievance if the actor may see it, and write down that it was shown; hidden and missing are 404."""
    rows = Grievance.objects.visible_to(request.actor)
    people = ("owner", "about_user", "about_settled_by", "filed_by")
    found = get_object_or_404(rows.select_related(*people), public_id=public_id)
    _shown(request, [found])
    return found


def _shown(request: PortalRequest, rows: Any) -> None:
    record.log_act("read", purpose="grievances", receipts=[row.receipt for row in rows])
