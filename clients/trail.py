"""The log about one client in words: who viewed the record, and what was changed in it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cas_portal.access.actor import Actor
from cas_portal.access.permissions import Permission
from cas_portal.access.roles import Reach
from cas_portal.accounts.models import Agency, User
from cas_portal.audit import trail
from cas_portal.audit.trail import Change, Span, View
from cas_portal.ui.pagination import Page
from cas_portal.ui.templatetags.ui import day, moment
from clients import trail_words as words
from clients.models import Client, Program
from clients.presenters import client_code

AGENCIES_SHOWN = 2
# Columns that say where a row lies, not what it says.
_BOOKKEEPING = frozenset(
    {"id", "public_id", "continuum_id", "client_id", "search_name", "version", "created_at", "created_by_id"}
)
_LONGEST = 80
_EMPTY: tuple[object, ...] = (None, "", [], {})
_HIDDEN = "•••"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*$")


_kept_for: dict[tuple[str, str], Permission] = {}


def keep_for(permission: Permission, table: str, *columns: str) -> None:
    """Show the values of these columns to holders of a right alone; that they changed is shown to whoever reads."""
    _kept_for.update({(table, column): permission for column in columns})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    at: Any
    title: str
    who: str
    text: str = ""


def views(actor: Actor, client: Client, span: Span) -> tuple[Page, list[Entry]]:
    """Return a page of who viewed the client, newest first."""
    page = trail.views_of(client.pk, span)
    who = who_did(actor, page.rows)
    return page, [Entry(row.at, _view_title(row), who(row)) for row in page.rows]


def changes(actor: Actor, client: Client, span: Span) -> tuple[Page, list[Entry]]:
    """Return a page of what was changed about the client, newest first; auditors read fields without values.

    What is kept for a right the reader does not hold (`keep_for`) is masked.
    """
    page = trail.changes_of(client.pk, span)
    who, values = who_did(actor, page.rows), _Values(actor, page.rows)
    return page, [Entry(row.at, _change_title(row), who(row), values.text(row)) for row in page.rows]


def who_did(actor: Actor, rows: Iterable[Any]) -> Callable[[Any], str]:
    """Return a function that names who did something, with the first of their agencies; two queries for all rows."""
    found = list(rows)
    people = dict(User.objects.filter(pk__in=trail.people_of(found)).values_list("pk", "name"))
    agencies = dict(Agency.objects.visible_to(actor).filter(pk__in=trail.agencies_of(found)).values_list("pk", "name"))

    def who(row: Any) -> str:
        if row.user_id is None:
            return _("The portal itself (%(job)s)") % {"job": row.request_id or _("a job")}
        names = [agencies[key] for key in row.agencies if key in agencies]
        shown, more = names[:AGENCIES_SHOWN], len(names) - AGENCIES_SHOWN
        if more > 0:
            shown.append(ngettext("%(n)s more agency", "%(n)s more agencies", more) % {"n": more})
        return ", ".join([str(people.get(row.user_id, _("Somebody who left"))), *shown])

    return who


def _view_title(row: View) -> str:
    return f"{words.kind_words(row.kind)} {words.place_words(row.purpose)}".rstrip()


def _change_title(row: Change) -> str:
    return f"{words.OPS.get(row.op, row.op)}: {words.table_words(row.table)}"


class _Values:
    """What the values of a page of changes say: rows they point to by name, choices by their labels."""

    def __init__(self, actor: Actor, rows: Iterable[Change]) -> None:
        self.actor = actor
        wanted: dict[type[Model], set[int]] = {User: set(), Agency: set(), Client: set(), Program: set()}
        for row in rows:
            for side in (row.was, row.became):
                for name, value in side.items():
                    kind = getattr(_field_of(row.table, name), "related_model", None)
                    if kind in wanted and isinstance(value, int):
                        wanted[kind].add(value)
        codes = Client.objects.visible_to(actor).filter(pk__in=wanted[Client])
        self.names: dict[type[Model], dict[int, str]] = {
            User: dict(User.objects.filter(pk__in=wanted[User]).values_list("pk", "name")),
            Agency: dict(Agency.objects.visible_to(actor).filter(pk__in=wanted[Agency]).values_list("pk", "name")),
            Client: {client.pk: client_code(client) for client in codes},
            Program: dict(Program.objects.visible_to(actor).filter(pk__in=wanted[Program]).values_list("pk", "name")),
        }

    def text(self, row: Change) -> str:
        """Return which fields changed, and for those who may read them from what to what."""
        fields = [name for name in row.fields if name not in _BOOKKEEPING and not name.startswith("wall_")]
        if row.op == "INSERT" and row.became:  # what was left open says nothing
            fields = [name for name in fields if row.became.get(name) not in _EMPTY]
        return "; ".join(filter(None, (self._field(row, name) for name in fields)))

    def _field(self, row: Change, name: str) -> str:
        field, label = _field_of(row.table, name), field_words(row.table, name)
        if not row.was and not row.became:
            return label
        right = _kept_for.get((row.table, name))
        if right and not self.actor.reaches(right) - {Reach.MASKED}:
            return f"{label}: {_HIDDEN}"
        values = [self._value(field, side[name]) for side in (row.was, row.became) if name in side]
        return f"{label}: {' → '.join(values)}" if None not in values else ""

    def _value(self, field: Any, value: object) -> Any:
        """Return a value in words; None for the number of a row that means nothing to people."""
        if value in _EMPTY:
            return _("nothing")
        kind = getattr(field, "related_model", None)
        if kind is not None:
            known = self.names.get(kind)
            return None if known is None or not isinstance(value, int) else known.get(value, _("somebody else"))
        labels = dict(getattr(field, "flatchoices", None) or ())
        text = str(labels[value]) if isinstance(value, str | int) and value in labels else _plain(value)
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def field_words(table: str, name: str) -> str:
    """Return what a column is called."""
    plain = name.removesuffix("_id")
    if named := words.FIELDS.get(name) or words.FIELDS.get(plain):
        return str(named)
    return capfirst(str(getattr(_field_of(table, name), "verbose_name", plain.replace("_", " "))))


def _plain(value: object) -> str:
    """Yes and no, days and moments as people write them; anything else as it is stored."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    text = str(value)
    if _DAY.fullmatch(text):
        return day(date.fromisoformat(text))
    if _MOMENT.match(text):
        return moment(localtime(datetime.fromisoformat(text)))
    return text


@cache
def _field_of(table: str, name: str) -> Any:
    model = _model(table)
    try:
        return model._meta.get_field(name.removesuffix("_id")) if model else None
    except FieldDoesNotExist:
        return None


def _model(table: str) -> type[Model] | None:
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)
