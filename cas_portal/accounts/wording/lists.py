"""The lists whose words a community may change: upper apps register theirs in ``AppConfig.ready()``.

HUD's own response lists are not among them: their words are HUD's.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
# Takes the continuum and the code of an entry, returns how many records say it. One statement.
Uses = Callable[[int, str], int]
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the policy words it. What is written here is never reworded: a change is a dated row.

    `fixed`: the portal itself acts on it, so it may be reworded and not ended. `offered` false: no form offers it.
    """

    code: str
    text: Words
    needs_note: bool = False
    fixed: bool = False
    offered: bool = True


@dataclass(frozen=True, slots=True)
class WordList:
    """A list of reasons, to which entries may be added and whose entries may end; or of names, only reworded.

    `notes`: its forms ask for an explanation, so a reason can demand one.
    """

    key: str
    name: Words
    about: Words
    entries: tuple[Entry, ...]
    names: bool = False
    notes: bool = True

    @property
    def by_code(self) -> dict[str, Entry]:
        """The entries of the policy by their code."""
        return {entry.code: entry for entry in self.entries}


OTHER_ENTRY = Entry(OTHER, _("Other"), needs_note=True, fixed=True)
_lists: dict[str, WordList] = {}
_uses: dict[str, Uses] = {}


def register(words: WordList, uses: Uses | None = None) -> None:
    """Let a community change the words of a list; a second call replaces the first."""
    _lists[words.key] = words
    if uses is not None:
        _uses[words.key] = uses


def registered() -> list[WordList]:
    """Return every list, reasons first, in the order they were registered."""
    return sorted(_lists.values(), key=lambda words: words.names)


def find(key: str) -> WordList | None:
    """Return a list by its key."""
    return _lists.get(key)


def uses_of(key: str, continuum_id: int, code: str) -> int | None:
    """Return how many records say this entry; None for lists nobody counts for."""
    return _uses[key](continuum_id, code) if key in _uses else None
