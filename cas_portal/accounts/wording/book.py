"""The words of a community on a day, read in one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from cas_portal.access.errors import Invalid
from cas_portal.accounts.models import Wording
from cas_portal.accounts.wording.lists import OTHER, Entry, WordList, Words, find

SPANISH = "es"
STORED_IN = "en"


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it stands on a day: the words of the policy, or those of the community's row."""

    code: str
    entry: Entry | None
    position: int
    row: Wording | None = None

    @property
    def text(self) -> Words:
        """The words in the language of whoever reads; English where the community gave no Spanish ones."""
        if self.row is None:
            return self.entry.text if self.entry else self.code
        spanish = (translation.get_language() or "").startswith(SPANISH)
        return (spanish and self.row.text_es) or self.row.text_en

    @property
    def stored(self) -> str:
        """The words a record keeps: in English, whoever writes."""
        with translation.override(STORED_IN):
            return str(self.text)

    @property
    def active(self) -> bool:
        """Whether it may be chosen on that day."""
        return self.row is None or self.row.active

    @property
    def offered(self) -> bool:
        """Whether a form shows it on that day."""
        return self.active and (self.entry is None or self.entry.offered)

    @property
    def needs_note(self) -> bool:
        """Whether it counts only with an explanation."""
        return bool(self.entry and self.entry.needs_note) if self.row is None else self.row.needs_note

    @property
    def fixed(self) -> bool:
        """Whether the portal acts on it, so that it cannot end."""
        return bool(self.entry and (self.entry.fixed or not self.entry.offered))


@dataclass(frozen=True, slots=True)
class Given:
    """A reason as a record keeps it: its code, and the words of the day with the explanation."""

    code: str
    words: str


class Book:
    """Every dated word of some lists of one community."""

    def __init__(self, rows: Iterable[Wording]) -> None:
        self._rows: dict[tuple[str, str], list[Wording]] = {}
        for row in rows:
            self._rows.setdefault((row.list_key, row.code), []).append(row)

    def lines(self, words: WordList, on: date) -> list[Line]:
        """Return every entry that exists on a day, ended ones too, in their order."""
        own = [code for key, code in self._rows if key == words.key and code not in words.by_code]
        found = [self.line(words, code, on) for code in [*words.by_code, *own]]
        return sorted((line for line in found if line), key=lambda line: line.position)

    def line(self, words: WordList, code: str, on: date) -> Line | None:
        """Return one entry as it stands on a day, or None when there is none yet."""
        row = next((row for row in reversed(self.history(words, code)) if row.valid_from <= on), None)
        entry = words.by_code.get(code)
        if row is None and entry is None:
            return None
        place = 10 * (1 + list(words.by_code).index(code)) if entry else 0
        return Line(code, entry, row.position if row else place, row)

    def history(self, words: WordList, code: str) -> list[Wording]:
        """Return the rows of an entry, the one that counts last at the end."""
        return self._rows.get((words.key, code), [])

    def offered(self, words: WordList, on: date) -> list[Line]:
        """Return what a form offers on a day."""
        return [line for line in self.lines(words, on) if line.offered]

    def text(self, words: WordList, code: str, on: date) -> Words:
        """Return the words an entry had on a day; the code itself for what no list knows."""
        line = self.line(words, code, on)
        return line.text if line else code

    def chosen(self, words: WordList, code: str, note: str, on: date) -> Line:
        """Return the entry; raises Invalid for one the list does not have, that ended, or without its explanation."""
        line = self.line(words, code, on)
        if line is None:
            raise Invalid(_("Choose one of the listed reasons."))
        if not line.active:
            raise Invalid(
                _("“%(reason)s” is no longer used.") % {"reason": line.text}, _("Choose one of the listed reasons.")
            )
        if line.needs_note and not note.strip():
            raise Invalid(_("Explain the reason in a few words."))
        return line


def open_book(continuum_id: int, *keys: str) -> Book:
    """Read the words of a community for these lists, of every day, in one query."""
    rows = Wording.objects.filter(continuum_id=continuum_id, list_key__in=keys)
    return Book(rows.select_related("author").order_by("valid_from", "pk"))


def the_list(key: str) -> WordList:
    """Return a list that some app registered. Raises KeyError for any other."""
    words = find(key)
    if words is None:
        raise KeyError(key)
    return words


def lines_on(continuum_id: int, key: str, on: date) -> list[Line]:
    """Return what a form of this community offers on a day."""
    return open_book(continuum_id, key).offered(the_list(key), on)


def reread(continuum_id: int, key: str, kept: Given, on: date) -> str:
    """Return a kept reason in the language of whoever reads: the listed words of that day, the explanation as it is."""
    line = open_book(continuum_id, key).line(the_list(key), kept.code, on) if kept.code else None
    if line is None or line.code == OTHER or not kept.words.startswith(line.stored):
        return kept.words
    return f"{line.text}{kept.words[len(line.stored) :]}"


def give(continuum_id: int, key: str, code: str, note: str, on: date, longest: int = 300) -> Given:
    """Return what a record keeps for a reason: its code, and its words of the day with the note.

    A note without a code is the reason "other". Raises Invalid for a reason that is unknown, ended or unexplained.
    """
    line = open_book(continuum_id, key).chosen(the_list(key), code or OTHER, note, on)
    said = note.strip()
    parts = [said] if line.code == OTHER else [line.stored, said]
    return Given(line.code, ": ".join(part for part in parts if part)[:longest])
