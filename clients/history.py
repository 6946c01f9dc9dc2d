"""What happened with a client, across agencies and floors: one statement, a page by key.

Every floor registers its own sources in `AppConfig.ready()`:

    history.register(Source(name="note", category=Category.NOTES, label=_("Note"), rows=notes, words=note_words))

`rows(actor, client)` returns what the actor may see, with three annotations: `on_day` (a date), `what` (a code or ""),
`more` (words or ""). `words(what, more)` says it on a page. Nothing registered here tells a score or a rank. Unless
`plain` says that no person wrote what `more` holds, whoever sees clients masked reads it without.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from cas_portal.ui.pagination import SIZE, Page
from clients.models import Client
from clients.policies import can_read_words

SALT = "clients.history"
Words = tuple[str, str]


class Category:
    """The categories people filter by."""

    CONTACTS, PROGRAMS, ASSESSMENTS, DOCUMENTS = "contacts", "programs", "assessments", "documents"
    SERVICES, NOTES, REFERRALS, CONSENT = "services", "notes", "referrals", "consent"
    LABELS = {
        CONTACTS: _("Contacts and locations"),
        PROGRAMS: _("Programs"),
        ASSESSMENTS: _("Assessments and events"),
        DOCUMENTS: _("Papers"),
        SERVICES: _("Services and hand-offs"),
        NOTES: _("Notes"),
        REFERRALS: _("Referrals"),
        CONSENT: _("Release and case managers"),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of thing that happens. `name` is its key in addresses; `url(reference)` leads to the record.

    With `newer`, `more` is not for the eye: it refers to what took the record's place, and `newer(more)` leads there.
    """

    name: str
    category: str
    label: str | Promise
    rows: Callable[[Actor, Client], QuerySet[Any]]
    words: Callable[[str, str], Words]
    plain: bool = False
    url: Callable[[UUID], str] | None = None
    newer: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What to keep; empty values keep everything."""

    category: str = ""
    source: str = ""
    agency_id: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history."""

    on_day: date
    source: str
    pk: int
    what: str
    more: str
    reference: UUID
    agency_id: int

    @property
    def words(self) -> Words:
        """Return title and text."""
        return _sources[self.source].words(self.what, self.more)

    @property
    def url(self) -> str:
        """Return the address of the record, or nothing."""
        leads = _sources[self.source].url
        return leads(self.reference) if leads else ""

    @property
    def newer(self) -> str:
        """Return the address of what took its place, or nothing."""
        leads = _sources[self.source].newer
        return leads(self.more) if leads and self.more else ""


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a source; registering it again replaces it."""
    _sources[source.name] = source


def sources(category: str = "") -> list[Source]:
    """Return the sources of a category, or all, by name."""
    found = sorted(_sources.values(), key=lambda source: source.name)
    return [source for source in found if not category or source.category == category]


def page(actor: Actor, client: Client, filters: Filters, cursor: str = "", size: int = SIZE) -> Page:
    """Return one page of entries, newest first: one statement over every source, each read no further than the page."""
    back, at = _read(cursor)
    reads = can_read_words(actor)
    parts = [
        _columns(rows.filter(_beyond(source.name, at, back=back)), source, reads).order_by(*_order(back))[: size + 1]
        for source, rows in _kept(actor, client, filters)
    ]
    if not parts:
        return Page([], "", "")
    found = [Entry(*row) for row in _together(parts, back)[: size + 1]]
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    before, after = (more if back else at is not None), bool(found) and (more or back)
    return Page(
        rows=found,
        next=_write(found[-1], back=False) if found and after else "",
        previous=_write(found[0], back=True) if found and before else "",
    )


def agencies(actor: Actor, client: Client) -> list[int]:
    """Return the agencies that wrote anything of the history, in one statement."""
    parts = [rows.values_list("agency_id").distinct() for _source, rows in _kept(actor, client, Filters())]
    return sorted(key for (key,) in parts[0].union(*parts[1:])) if parts else []


def _kept(actor: Actor, client: Client, filters: Filters) -> Iterable[tuple[Source, QuerySet[Any]]]:
    """The rows of each source which the filters keep."""
    for source in sources(filters.category):
        if filters.source and source.name != filters.source:
            continue
        rows = source.rows(actor, client)
        if filters.agency_id:
            rows = rows.filter(agency_id=filters.agency_id)
        if filters.first:
            rows = rows.filter(on_day__gte=filters.first)
        if filters.last:
            rows = rows.filter(on_day__lte=filters.last)
        yield source, rows


def _columns(rows: QuerySet[Any], source: Source, reads: bool) -> QuerySet[Any]:
    """The same columns of the same types for every source."""
    text = CharField()
    more = "more" if reads or source.plain else Value("")
    return rows.annotate(
        source=Cast(Value(source.name), text), kind_of=Cast("what", text), words_of=Cast(more, text)
    ).values_list("on_day", "source", "pk", "kind_of", "words_of", "public_id", "agency_id")


def _together(parts: list[QuerySet[Any]], back: bool) -> QuerySet[Any]:
    """One statement; a single source is in order already."""
    return parts[0].union(*parts[1:], all=True).order_by(*_order(back)) if len(parts) > 1 else parts[0]


def _order(back: bool) -> list[str]:
    return ["on_day", "-source", "pk"] if back else ["-on_day", "source", "-pk"]


def _beyond(name: str, at: tuple[date, str, int] | None, *, back: bool) -> Q:
    """Rows of one source after (before, when `back`) an entry, in the order of days, names of sources, ids."""
    if at is None:
        return Q()
    day, source, pk = at
    same = Q(on_day=day)
    if name == source:
        same &= Q(pk__gt=pk) if back else Q(pk__lt=pk)
    elif (name > source) == back:
        same = Q(pk=None)
    return (Q(on_day__gt=day) if back else Q(on_day__lt=day)) | same


def _write(entry: Entry, *, back: bool) -> str:
    return signing.dumps([int(back), entry.on_day.isoformat(), entry.source, entry.pk], salt=SALT, compress=True)


def _read(cursor: str) -> tuple[bool, tuple[date, str, int] | None]:
    """Read a cursor; a damaged one gives the first page."""
    try:
        back, day, source, pk = signing.loads(cursor, salt=SALT)
        return bool(back), (date.fromisoformat(day), source, pk)
    except (signing.BadSignature, ValueError):
        return False, None
