"""Reasons and names of the community: the lists, one list, one entry with its preview and its history."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cas_portal.access.errors import Invalid, Missing, StaleForm
from cas_portal.access.markers import needs_whole
from cas_portal.access.permissions import Permission
from cas_portal.access.policy import require
from cas_portal.access.requests import PortalRequest
from cas_portal.accounts.rules.previews import Effect
from cas_portal.accounts.rules.services import business_day, can_edit_rules
from cas_portal.accounts.wording import lists, services
from cas_portal.accounts.wording.book import Book, Line, open_book
from cas_portal.accounts.wording.forms import EntryForm, NewEntryForm
from cas_portal.accounts.wording.lists import WordList

LAST = 10


@needs_whole(Permission.EDIT_RULES)
@require_GET
def every_list(request: PortalRequest) -> HttpResponse:
    """Show the lists of reasons and names."""
    require(can_edit_rules(request.actor))
    found = lists.registered()
    today = business_day(request.actor)
    book = open_book(request.actor.continuum_id, *(words.key for words in found))
    rows = [{"words": words, "count": len(book.offered(words, today))} for words in found]
    return render(request, "accounts/wording/lists.html", {"rows": rows})


@needs_whole(Permission.EDIT_RULES)
@require_GET
def one_list(request: PortalRequest, key: str) -> HttpResponse:
    """Show the entries of a list today, what changes next, and how many records say each."""
    words, book, today = _open(request, key)
    rows = [
        {"line": line, "next": _next(book, words, line.code, today), "uses": _uses(request, words, line.code)}
        for line in book.lines(words, today)
    ]
    coming = [line for line in book.lines(words, date.max) if book.line(words, line.code, today) is None]
    return render(request, "accounts/wording/list.html", {"words": words, "rows": rows, "coming": coming})


def _open(request: PortalRequest, key: str) -> tuple[WordList, Book, date]:
    require(can_edit_rules(request.actor))
    words = services.list_of(key)
    return words, open_book(request.actor.continuum_id, key), business_day(request.actor)


def _next(book: Book, words: WordList, code: str, today: date) -> object:
    later = [row for row in book.history(words, code) if row.valid_from > today]
    return later[0] if later else None


def _uses(request: PortalRequest, words: WordList, code: str) -> int | None:
    return lists.uses_of(words.key, request.actor.continuum_id, code)


@dataclass(frozen=True, slots=True)
class Asked:
    """A change somebody asks for: the page it is asked on, and what saving it does."""

    words: WordList
    form: NewEntryForm
    title: str | Promise
    effects: Callable[[], list[Effect]]
    save: Callable[[], object]
    template: str = "accounts/wording/entry.html"
    line: Line | None = None
    history: tuple[object, ...] = ()


@needs_whole(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def entry(request: PortalRequest, key: str, code: str) -> HttpResponse:
    """Ask for new words or an end, show what it touches, and write it down once that was confirmed."""
    words, book, today = _open(request, key)
    line = book.line(words, code, today) or book.line(words, code, date.max)
    if line is None:
        raise Missing()
    first = _start(request, book, words, line) | {"valid_from": today, "seen": services.newest(book, words, code)}
    form = EntryForm(request.POST or None, initial=first, names=words.names, fixed=line.fixed, notes=words.notes)

    def save() -> object:
        data = form.cleaned_data
        return services.reword(
            by=request.actor, key=key, code=code, words=form.words(), valid_from=data["valid_from"], why=data["why"],
            seen=data["seen"],
        )  # fmt: skip

    def effects() -> list[Effect]:
        return _effects(request, words, line, ends=bool(form.cleaned_data.get("ends")))

    past = tuple(reversed(book.history(words, code)[-LAST:]))
    return _ask(request, Asked(words, form, line.text, effects, save, line=line, history=past))


def _start(request: PortalRequest, book: Book, words: WordList, line: Line) -> dict[str, object]:
    """What the form says at first: what holds, or an earlier row to go back to."""
    row = line.row
    wanted = request.GET.get("row", "")
    if wanted.isdigit():
        row = next((one for one in book.history(words, line.code) if one.pk == int(wanted)), row)
    if row is None or wanted == "policy":
        text = line.entry.text if line.entry else line.text
        return {"text_en": text, "position": line.position, "needs_note": line.entry and line.entry.needs_note}
    return {
        "text_en": row.text_en, "text_es": row.text_es, "position": row.position, "needs_note": row.needs_note,
        "ends": not row.active,
    }  # fmt: skip


def _effects(request: PortalRequest, words: WordList, line: Line, *, ends: bool) -> list[Effect]:
    """What a change of an entry touches."""
    uses = _uses(request, words, line.code)
    if uses is None:
        return []
    if words.names:
        return [
            Effect(
                uses,
                ngettext_lazy(
                    "record is shown with the new words from that day on",
                    "records are shown with the new words from that day on",
                    "count",
                ),
            )
        ]
    kept = ngettext_lazy(
        "record has this reason; it keeps it, with the words of its day",
        "records have this reason; they keep it, with the words of their day",
        "count",
    )
    offered = ngettext_lazy(
        "reason is left to choose from that day on", "reasons are left to choose from that day on", "count"
    )
    left = len(open_book(request.actor.continuum_id, words.key).offered(words, business_day(request.actor))) - 1
    return [Effect(uses, kept), *([Effect(left, offered)] if ends else [])]


@needs_whole(Permission.EDIT_RULES)
@require_http_methods(["GET", "POST"])
def new_entry(request: PortalRequest, key: str) -> HttpResponse:
    """Ask for a new reason, and write it down once it was confirmed."""
    words, book, today = _open(request, key)
    if words.names:
        raise Missing()
    lines = book.lines(words, today)
    first = {"valid_from": today, "position": max((line.position for line in lines), default=0) + 10}
    form = NewEntryForm(request.POST or None, initial=first, notes=words.notes)

    def save() -> object:
        data = form.cleaned_data
        return services.add(
            by=request.actor, key=key, words=form.words(), valid_from=data["valid_from"], why=data["why"]
        )

    def effects() -> list[Effect]:
        return [
            Effect(
                len([one for one in lines if one.offered]),
                ngettext_lazy("reason is offered beside it", "reasons are offered beside it", "count"),
            )
        ]

    return _ask(request, Asked(words, form, _("A new reason"), effects, save))


def _ask(request: PortalRequest, asked: Asked) -> HttpResponse:
    """Show the form, then what it touches, then save."""
    form = asked.form
    context = {"asked": asked, "form": form, "words": asked.words}
    if form.is_valid() and "confirmed" in request.POST:
        try:
            asked.save()
        except StaleForm as refused:
            if not isinstance(form, EntryForm):
                raise
            form.meet(refused)
            return render(request, asked.template, context, status=409)
        except Invalid as refused:
            form.add_error(None, f"{refused.message} {refused.what_to_do}".strip())
        else:
            messages.success(request, _("Saved. The words change on the day shown."))
            return redirect("rules:words", asked.words.key)
    if not form.is_valid():
        return render(request, asked.template, context, status=422 if form.is_bound else 200)
    sent = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"]
    return render(request, "accounts/wording/preview.html", context | {"effects": asked.effects(), "sent": sent})
