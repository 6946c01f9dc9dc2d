"""What a merge of two records asks of every table about a client. Each app registers its tables in `ready()`.

All rows go over by themselves: the database knows every table about a client (clients/sql/merge.sql). What it cannot
know is what to do when both records hold something a person has only once; that is said here, for every such table.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from cas_portal.access.actor import Actor
from clients.models import Client


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records of one person. `stays` is the one of the two whose household and open enrollment go on."""

    by: Actor
    kept: Client
    other: Client
    stays: Client
    day: date

    @property
    def gives_way(self) -> Client:
        """The record whose household and open enrollment end."""
        return self.other if self.stays.pk == self.kept.pk else self.kept


@dataclass(frozen=True, slots=True)
class Change:
    """One row that was changed so that both records' rows fit one person; undoing puts `before` back."""

    model: str
    pk: int
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why two records cannot be merged now, and what to do about it."""

    text: str
    what_to_do: str


def _nothing(pair: Pair) -> list[Any]:
    return []


@dataclass(frozen=True, slots=True)
class Rows:
    """One table: how its rows are called, what is in the way, and how to settle what both records hold."""

    model: type[models.Model]
    label: Any
    obstacles: Callable[[Pair], list[Obstacle]] = field(default=_nothing)
    settle: Callable[[Pair], list[Change]] = field(default=_nothing)


_registered: dict[str, Rows] = {}


def register(model: type[models.Model], label: Any, **rules: Any) -> None:
    """Say how the rows of a table are called in a preview, and what a merge asks of them."""
    _registered[model._meta.label] = Rows(model, label, **rules)


def registered() -> list[Rows]:
    """Return every table that was registered, by name."""
    return [_registered[name] for name in sorted(_registered)]


def change(row: models.Model, **after: Any) -> Change:
    """Change a row and return what undoing needs."""
    before = {name: getattr(row, name) for name in after}
    type(row)._default_manager.filter(pk=row.pk).update(**after)
    return Change(row._meta.label, row.pk, _stored(row, before), _stored(row, after))


def undo(done: Change) -> None:
    """Put a row back as it was, unless somebody changed it since or put something else in its place."""
    model = apps.get_model(done.model)
    read = {name: model._meta.get_field(name).to_python for name in done.before}
    now = {name: read[name](value) for name, value in done.after.items()}
    before = {name: read[name](value) for name, value in done.before.items()}
    with suppress(IntegrityError), transaction.atomic():
        model._default_manager.filter(pk=done.pk, **now).update(**before)


def _stored(row: models.Model, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}
