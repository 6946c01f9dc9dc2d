"""The log about one client in words: who viewed the record, and what was changed in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cas_portal.access.actor import Actor
from cas_portal.accounts.models import Agency, User
from cas_portal.audit import trail
from cas_portal.audit.trail import Change, Span, View
from cas_portal.ui.pagination import Page
from cas_portal.ui.templatetags.ui import day, moment
from clients.models import Client

_KINDS = {
    "read": gettext_lazy("Viewed"),
    "exported": gettext_lazy("Exported"),
    "downloaded": gettext_lazy("Downloaded"),
    "revealed": gettext_lazy("Revealed a number"),
    "printed": gettext_lazy("Printed"),
    "ssn_lookup": gettext_lazy("Searched by Social Security number"),
}
_PLACES = {
    "client_page": gettext_lazy("on the client page"),
    "search": gettext_lazy("in search results"),
    "duplicates": gettext_lazy("as a possible duplicate"),
    "today": gettext_lazy("on the page Today"),
    "contacts": gettext_lazy("among the contacts"),
    "profile": gettext_lazy("in the profile"),
    "household": gettext_lazy("in the household"),
    "release": gettext_lazy("at the release of information"),
    "viewers": gettext_lazy("at the list of who viewed the record"),
    "changes": gettext_lazy("at the list of changes"),
    "queues:housing_list": gettext_lazy("on the housing list"),
    "queues:candidates": gettext_lazy("among the candidates for an opening"),
    "documents:client": gettext_lazy("among the papers"),
    "documents:review": gettext_lazy("among the papers to review"),
    "referrals:referral": gettext_lazy("at a referral"),
    "reports:caseload": gettext_lazy("on the caseload"),
}
_OPS = {
    "INSERT": gettext_lazy("Entered"),
    "UPDATE": gettext_lazy("Changed"),
    "DELETE": gettext_lazy("Deleted"),
}
# Columns that say where a row lies, not what it says.
_BOOKKEEPING = frozenset(
    {"id", "public_id", "continuum_id", "client_id", "search_name", "version", "created_at", "created_by_id"}
)
_LONGEST = 80
_EMPTY: tuple[object, ...] = (None, "", [], {})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*$")


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
    who = _people(actor, page.rows)
    return page, [Entry(row.at, _view_title(row), who(row)) for row in page.rows]


def changes(actor: Actor, client: Client, span: Span) -> tuple[Page, list[Entry]]:
    """Return a page of what was changed about the client, newest first; auditors read fields without values."""
    page = trail.changes_of(client.pk, span)
    who = _people(actor, page.rows)
    return page, [Entry(row.at, _change_title(row), who(row), _change_text(row)) for row in page.rows]


def _people(actor: Actor, rows: Iterable[View | Change]) -> Any:
    people = dict(User.objects.filter(pk__in=trail.people_of(rows)).values_list("pk", "name"))
    agencies = dict(Agency.objects.visible_to(actor).filter(pk__in=trail.agencies_of(rows)).values_list("pk", "name"))

    def who(row: View | Change) -> str:
        if row.user_id is None:
            return _("The portal itself (%(job)s)") % {"job": row.request_id or _("a job")}
        names = [agencies[key] for key in row.agencies if key in agencies]
        return ", ".join([str(people.get(row.user_id, _("Somebody who left"))), *names])

    return who


def _view_title(row: View) -> str:
    place = _PLACES.get(row.purpose.removeprefix("api:"), row.purpose.replace("_", " ").replace(":", ", "))
    return f"{_KINDS.get(row.kind, capfirst(row.kind.replace('_', ' ')))} {place}"


def _change_title(row: Change) -> str:
    model = _model(row.table)
    return f"{_OPS.get(row.op, row.op)}: {capfirst(model._meta.verbose_name) if model else row.table}"


def _change_text(row: Change) -> str:
    fields = [name for name in row.fields if name not in _BOOKKEEPING and not name.startswith("wall_")]
    if row.op == "INSERT" and row.became:  # what was left open says nothing
        fields = [name for name in fields if row.became.get(name) not in _EMPTY]
    model = _model(row.table)
    return "; ".join(_field(model, name, row) for name in fields)


def _field(model: type[Model] | None, name: str, row: Change) -> str:
    label = _label(model, name)
    if not row.was and not row.became:
        return label
    values = [_value(side[name]) for side in (row.was, row.became) if name in side]
    return f"{label}: {' → '.join(values)}"


def _label(model: type[Model] | None, name: str) -> str:
    try:
        field: Any = model._meta.get_field(name.removesuffix("_id")) if model else None
    except FieldDoesNotExist:
        field = None
    return capfirst(str(getattr(field, "verbose_name", name.replace("_", " "))))


def _value(value: object) -> str:
    text = _("nothing") if value in _EMPTY else _words(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _words(value: object) -> str:
    """Yes and no, days and moments as people write them; anything else as it is stored."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    text = str(value)
    if _DAY.fullmatch(text):
        return day(date.fromisoformat(text))
    if _MOMENT.match(text):
        return moment(localtime(datetime.fromisoformat(text)))
    return text


def _model(table: str) -> type[Model] | None:
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)
