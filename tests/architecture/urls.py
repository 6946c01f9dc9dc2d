"""Every address of the portal, also under includes, with a value for each part of it."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

SAMPLES = {IntConverter: 1, SlugConverter: "nothing", UUIDConverter: uuid.UUID(int=7), StringConverter: "nothing"}


@dataclass(frozen=True)
class Address:
    """One pattern: its full route, its name and its view."""

    route: str
    name: str
    view: object
    converters: tuple[tuple[str, object], ...]

    @property
    def parts(self) -> list[str]:
        """The named parts that hold the id of a thing."""
        return [name for name, converter in self.converters if isinstance(converter, UUIDConverter)]

    def url(self, **values: object) -> str:
        """Return the address with these parts; the others get samples."""
        route = "/" + self.route
        for name, converter in self.converters:
            value = values.get(name, next((v for k, v in SAMPLES.items() if isinstance(converter, k)), "nothing"))
            kind = next((text for text in (f"<{c}:{name}>" for c in KINDS) if text in route), f"<{name}>")
            route = route.replace(kind, str(value))
        return route

    @property
    def access(self) -> object:
        """The access marker of the view, or of the class behind it."""
        view = self.view
        return getattr(view, "access", None) or getattr(getattr(view, "cls", None), "access", None)

    @property
    def of_library(self) -> bool:
        """Sign-in pages, which have their own rules and run without an actor."""
        return getattr(self.view, "__module__", "").startswith("allauth.")


KINDS = ("int", "slug", "uuid", "str", "path")


def addresses() -> list[Address]:
    """Return every address, in the order of the URL configuration."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern).removeprefix("^").removesuffix("$").replace("\\Z", "")
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, route, inner)
        elif isinstance(entry, URLPattern):
            converters = tuple(entry.pattern.converters.items())
            yield Address(route, f"{space}{entry.name}", entry.callback, converters)
