"""Where a client is: the newest word of every source wins, and says where it comes from (X22).

Floors register their sources in `AppConfig.ready()`; `rows(actor, client)` is annotated with `on_day`,
`place_said`, `more`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cas_portal.access.actor import Actor
from clients.models import Client, Place
from clients.policies import can_read_words

MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationSource:
    """One source. `name` is stable, `label` is what the page says."""

    name: str
    label: str | Promise
    rows: Callable[[Actor, Client], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Location:
    """Where somebody said the client is."""

    on_day: date
    written_at: datetime
    source: str
    pk: int
    place: str
    more: str
    agency_id: int

    @property
    def label(self) -> str:
        """Return the source in words."""
        return str(_sources[self.source].label)


_sources: dict[str, LocationSource] = {}


def register(source: LocationSource) -> None:
    """Add a source; registering it again replaces it."""
    _sources[source.name] = source


def locations(actor: Actor, client: Client, most: int = MOST) -> list[Location]:
    """Return the newest words about where a client is, in one statement: by day, then by when it was written.

    A survivor record has none (policy §11); whoever sees clients masked reads days and sources without the places.
    """
    if client.survivor or not _sources:
        return []
    parts = [_columns(source.rows(actor, client), source.name) for source in _sources.values()]
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    found = [Location(*row) for row in rows.order_by("-on_day", "-created_at", "source", "-pk")[:most]]
    return found if can_read_words(actor) else [replace(one, place="", more="") for one in found]


def current_location(actor: Actor, client: Client) -> Location | None:
    """Return the newest word of all sources, or nothing."""
    return next(iter(locations(actor, client, 1)), None)


def _columns(rows: QuerySet[Any], name: str) -> QuerySet[Any]:
    text = CharField()
    named = rows.annotate(source=Cast(Value(name), text), where=Cast("place_said", text), how=Cast("more", text))
    return named.values_list("on_day", "created_at", "source", "pk", "where", "how", "agency_id")


def tab_rows(actor: Actor, client: Client) -> QuerySet[Any]:
    """What was written on the location tab."""
    rows = Place.objects.visible_to(actor).filter(client=client, withdrawn_at=None)
    return rows.annotate(on_day=F("seen_on"), place_said=F("place"), more=F("details"))


def register_all() -> None:
    """Add the source of this floor."""
    register(LocationSource(name="tab", label=_("Location tab"), rows=tab_rows))
