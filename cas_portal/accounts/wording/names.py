"""Names of states, tiers and household types that a community may reword: texts that look up their words when shown.

The words that hold today come with the person who is signed in, in the query that loads them, and count for their
request. Jobs and visitors see the words of the policy.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models.functions import JSONObject
from django.utils import translation
from django.utils.functional import lazy

from cas_portal.accounts.models import Wording
from cas_portal.accounts.wording.book import SPANISH
from cas_portal.accounts.wording.lists import Entry, Words
from cas_portal.time import clock

Names = Mapping[tuple[str, str], tuple[str, str]]
_current: ContextVar[Names | None] = ContextVar("names", default=None)
_entries: dict[str, list[Entry]] = {}


def name(key: str, code: str, text: Words) -> Any:
    """Return a text that says what the community of the request calls this; `text` where it has no words of its own."""
    _entries.setdefault(key, []).append(Entry(code, text, fixed=True))
    return _named(key, code, text)


def _words_now(key: str, code: str, text: Words) -> str:
    english, spanish = (_current.get() or {}).get((key, code), ("", ""))
    if not english:
        return str(text)
    return (spanish and (translation.get_language() or "").startswith(SPANISH) and spanish) or english


_named = lazy(_words_now, str)


def entries_of(key: str) -> tuple[Entry, ...]:
    """Return the entries of a list of names as the policy words them."""
    return tuple(_entries[key])


def rows_today(**who: object) -> Any:
    """Return the reworded names that hold today, as facts, the row that counts last."""
    rows = Wording.objects.filter(list_key__in=sorted(_entries), valid_from__lte=clock.today(), **who)
    facts = JSONObject(continuum="continuum_id", key="list_key", code="code", en="text_en", es="text_es")
    return rows.order_by("valid_from", "pk").values(facts=facts)


@contextmanager
def speaking(facts: Iterable[Mapping[str, Any]], continuum_id: int) -> Iterator[None]:
    """Let names say for a while what a community calls them."""
    ours = (fact for fact in facts if fact["continuum"] == continuum_id)
    token = _current.set({(fact["key"], fact["code"]): (fact["en"], fact["es"]) for fact in ours})
    try:
        yield
    finally:
        _current.reset(token)
