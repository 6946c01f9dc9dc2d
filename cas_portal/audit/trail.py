"""Reading the log about one client. The database answers only whom policy lets ask, and gives auditors no values."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import connection

from cas_portal.ui.pagination import Page

SIZE = 50
SALT = "cas_portal.audit.trail"
_VIEWS = "SELECT * FROM audit.views_of(%s, %s::timestamptz, %s::timestamptz, %s::bigint, %s)"
_CHANGES = """
SELECT id, at, user_id, agencies, request_id, table_name, op, fields, was::text, became::text
  FROM audit.changes_of(%s, %s::timestamptz, %s::timestamptz, %s::bigint, %s)
"""


@dataclass(frozen=True, slots=True)
class View:
    """One time somebody was shown the client. `user_id` None is a job, named in `request_id`."""

    id: int
    at: datetime
    user_id: int | None
    agencies: list[int]
    request_id: str
    kind: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Change:
    """One row about the client that was made, changed or deleted. `was` and `became` are for sysadmins alone."""

    id: int
    at: datetime
    user_id: int | None
    agencies: list[int]
    request_id: str
    table: str
    op: str
    fields: list[str]
    was: dict[str, Any]
    became: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when, both open where None, and the place of the page."""

    since: datetime | None = None
    until: datetime | None = None
    cursor: str = ""


def views_of(client_id: int, span: Span) -> Page:
    """Return a page of who viewed a client, newest first; nothing for those who may not ask."""
    found = _rows(_VIEWS, client_id, span)
    return _page([_view(row) for row in found])


def changes_of(client_id: int, span: Span) -> Page:
    """Return a page of what was changed about a client, newest first; nothing for those who may not ask."""
    found = _rows(_CHANGES, client_id, span)
    return _page([_change(row) for row in found])


def _view(row: tuple[Any, ...]) -> View:
    key, at, user_id, agencies, request_id, kind, purpose = row
    return View(key, at, user_id, agencies or [], request_id or "", kind, purpose)


def _change(row: tuple[Any, ...]) -> Change:
    key, at, user_id, agencies, request_id, table, op, fields, was, became = row
    return Change(key, at, user_id, agencies or [], request_id or "", table, op, fields, _values(was), _values(became))


def _values(text: str | None) -> dict[str, Any]:
    return json.loads(text) if text else {}


def _rows(statement: str, client_id: int, span: Span) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [client_id, span.since, span.until, _place(span.cursor), SIZE + 1])
        return list(cursor.fetchall())


def _page(rows: list[Any]) -> Page:
    more, rows = len(rows) > SIZE, rows[:SIZE]
    return Page(rows=rows, next=signing.dumps(rows[-1].id, salt=SALT) if more else "", previous="")


def _place(cursor: str) -> int | None:
    try:
        return int(signing.loads(cursor, salt=SALT)) if cursor else None
    except (signing.BadSignature, ValueError, TypeError):
        return None


def people_of(rows: Iterable[View | Change]) -> set[int]:
    """The users who appear in the rows."""
    return {row.user_id for row in rows if row.user_id is not None}


def agencies_of(rows: Iterable[View | Change]) -> set[int]:
    """The agencies that appear in the rows."""
    return {agency for row in rows for agency in row.agencies}


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed a row last, and when. `user_id` None is a job."""

    user_id: int | None
    at: datetime


def last_change(table: str, row_id: int, client_id: int | None = None) -> LastChange | None:
    """Return who changed a row last: for the page that says why a form cannot be saved. Nothing of the values."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit.last_change(%s, %s, %s)", [table, row_id, client_id])
        found = cursor.fetchone()
    return LastChange(*found) if found else None
