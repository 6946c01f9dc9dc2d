"""Changing the words of a list from a day on. Rows are added, never rewritten, so every change can be taken back."""

import re
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from cas_portal.access.actor import Actor
from cas_portal.access.errors import Invalid, Missing
from cas_portal.access.policy import require
from cas_portal.accounts.models import Wording
from cas_portal.accounts.rules.services import business_day, can_edit_rules
from cas_portal.accounts.wording.book import Book, Line, open_book
from cas_portal.accounts.wording.lists import WordList, find
from cas_portal.outbox import editing

LONGEST_CODE = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an entry shall say and do from a day on."""

    text_en: str
    text_es: str = ""
    position: int = 0
    needs_note: bool = False
    active: bool = True


def list_of(key: str) -> WordList:
    """Return a list whose words may be changed. Raises Missing for any other."""
    words = find(key)
    if words is None:
        raise Missing()
    return words


@transaction.atomic
def reword(
    *, by: Actor, key: str, code: str, words: Words, valid_from: date, why: str, seen: int | None = None
) -> Wording:
    """Let an entry have other words, another place, or end, from today at the earliest (policy §17).

    What is recorded keeps its code and the words of its day. `seen` is the newest row the form was opened with
    (0: none). Raises Missing for an entry the list does not have, Invalid for what the list cannot do, StaleForm when
    somebody was faster.
    """
    require(can_edit_rules(by))
    _lock(by, key)
    found = list_of(key)
    book = open_book(by.continuum_id, key)
    line = book.line(found, code, max(valid_from, business_day(by)))
    if line is None:
        raise Missing()
    if seen is not None and seen != (now := newest(book, found, code)):
        row = Wording.objects.get(pk=now)
        said = (words.text_en.strip(), words.text_es.strip(), words.active, valid_from, by.person_id)
        if (row.text_en, row.text_es, row.active, row.valid_from, row.author_id) == said:
            return row
        names = ("text_en", "text_es", "position", "needs_note", "valid_from")
        raise editing.stale(theirs={name: getattr(row, name) for name in names}, now=now, row=row)
    _check_end(book, found, line, words, valid_from)
    return _write(by, book, found, code, words, valid_from, why)


@transaction.atomic
def add(*, by: Actor, key: str, words: Words, valid_from: date, why: str) -> Wording:
    """Add a reason to a list from a day on; names are only reworded. Raises Missing, Invalid."""
    require(can_edit_rules(by))
    _lock(by, key)
    found = list_of(key)
    if found.names:
        raise Missing()
    book = open_book(by.continuum_id, key)
    taken = {line.code for line in book.lines(found, date.max)}
    return _write(by, book, found, _code(found, words.text_en, taken), words, valid_from, why)


def newest(book: Book, words: WordList, code: str) -> int:
    """Return the id of the row of an entry written last; 0 when it has none."""
    return max((row.pk for row in book.history(words, code)), default=0)


def _code(found: WordList, text: str, taken: set[str]) -> str:
    """A code for a new reason: its list and its first words, so that a record says for good from which list it is."""
    said = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "reason"
    stem = f"{found.key}_{said}"[:LONGEST_CODE]
    number = 1
    while (code := stem if number == 1 else f"{stem}_{number}") in taken:
        number += 1
    return code


def _check_end(book: Book, found: WordList, line: Line, words: Words, day: date) -> None:
    if words.active:
        return
    if found.names or line.fixed:
        raise Invalid(_("The portal itself uses this, so it cannot end."), _("You can change its words."))
    if not [other for other in book.offered(found, day) if other.code != line.code]:
        raise Invalid(_("One reason at least must be left to choose."), _("Add another one first."))


def _write(by: Actor, book: Book, found: WordList, code: str, words: Words, day: date, why: str) -> Wording:
    if day < business_day(by):
        raise Invalid(_("Words cannot change for days that are gone."), _("Choose today or a later day."))
    said = words.text_en.strip()
    if not said:
        raise Invalid(_("Enter the words."))
    same = [one for one in book.lines(found, day) if one.active and one.code != code and one.stored == said]
    if words.active and same:
        raise Invalid(_("Another entry of this list has the same words."))
    line = book.line(found, code, day)
    note = line.needs_note if line and line.fixed else words.needs_note and found.notes
    made: Wording = Wording.objects.create(
        continuum_id=by.continuum_id,
        list_key=found.key,
        code=code,
        valid_from=day,
        active=words.active,
        text_en=said,
        text_es=words.text_es.strip(),
        position=words.position,
        needs_note=note,
        author_id=by.person_id,
        why=why,
    )
    return made


def _lock(by: Actor, key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [f"words {key}", by.continuum_id])
