"""The side navigation: each app registers its entry in ``AppConfig.ready()``."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

MOST = 7


@dataclass(frozen=True, order=True)
class NavItem:
    order: int
    label: Any = field(compare=False)
    url_name: str
    permission: Any = field(default=None, compare=False)
    icon: str = field(default="", compare=False)
    in_menu: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class NavLink:
    label: Any
    url: str
    icon: str
    current: bool


_items: dict[str, NavItem] = {}


def register(
    label: Any, url_name: str, order: int, permission: Any = None, icon: str = "", *, in_menu: bool = False
) -> None:
    """Add an entry for actors who hold ``permission`` (anybody signed in when None). A second call replaces it.

    Where the page asks more than a permission, it is the policy the page asks, called with the actor.
    What is not daily work is ``in_menu``: last in the side navigation while it has room, else in the menu of the
    account, below the name.
    """
    _items[url_name] = NavItem(order, label, url_name, permission, icon, in_menu)


def may(actor: Any, permission: Any) -> bool:
    """Whether the actor has some reach for the permission, or passes the policy; one that cannot tell has none."""
    if actor is None:
        return False
    if callable(permission):
        return bool(permission(actor))
    return permission is None or bool(getattr(actor, "can", lambda _: False)(permission))


def links(request: HttpRequest) -> list[NavLink]:
    """At most seven entries for this actor, daily work first, the one of the present page marked."""
    return _links(request)[:MOST]


def menu(request: HttpRequest) -> list[NavLink]:
    """The entries of the account menu for this actor: what the side navigation had no room for."""
    return _links(request)[MOST:]


def _links(request: HttpRequest) -> list[NavLink]:
    actor = getattr(request, "actor", None)
    in_order = sorted(sorted(_items.values()), key=lambda item: item.in_menu)
    shown = [item for item in in_order if may(actor, item.permission)]
    found = [(item, _url(item.url_name)) for item in shown]
    urls = [url for _item, url in found if url]
    here = _current(request.path, urls)
    return [NavLink(item.label, url, item.icon, url == here) for item, url in found if url]


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _current(path: str, urls: list[str]) -> str:
    """The longest entry that starts the path; the home page only when it is the page itself."""
    fits = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(fits, key=len, default="")
