"""Panels: how an upper app puts a part on a page of a lower one.

An app registers a function for a place in ``AppConfig.ready()``; the page asks for the panels of the
place. The function takes the request and the subject of the page (a client, or None) and returns a
``Panel``, or None when it has nothing to say.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Panel:
    """A part of a page.

    `task` says that something waits for the person, so that Today can say when nothing does. `client_ids` are the
    clients it tells about beside the subject of the page: the page writes down that they were shown.
    """

    title: Any
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    task: bool = True
    client_ids: Collection[int] = ()


PanelFunction = Callable[[Any, Any], Panel | None]
PLACES = frozenset(
    {
        *("today", "client", "program", "client_actions", "whats_next", "merge"),
        *("client_assessments", "client_files", "client_services", "client_referrals"),
    }
)

_registered: dict[str, list[tuple[int, str, PanelFunction]]] = {}


def register(place: str, order: int, fn: PanelFunction) -> None:
    """Show what ``fn`` returns at ``place``, lower orders first. Registering it again replaces it."""
    if place not in PLACES:
        raise ValueError(f"No page has a place named {place!r}; there are {', '.join(sorted(PLACES))}")
    name = f"{fn.__module__}.{fn.__qualname__}"
    others = [entry for entry in _registered.get(place, []) if entry[1] != name]
    _registered[place] = sorted([*others, (order, name, fn)], key=lambda entry: entry[:2])


def panels(place: str, request: HttpRequest, subject: Any = None) -> list[Panel]:
    """The panels of a place for this request, in order."""
    made = (fn(request, subject) for _order, _name, fn in _registered.get(place, []))
    return [panel for panel in made if panel is not None]


def told_about(shown: Iterable[Panel]) -> list[int]:
    """The clients the panels tell about, each once, lowest first."""
    return sorted({client_id for panel in shown for client_id in panel.client_ids})
