"""The log of a community as one list, newest first. The database answers sysadmins and auditors, and nobody else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import connection

from cas_portal.ui.pagination import Page

SIZE = 50
SALT = "cas_portal.audit.log"
# Grievances have a log of their own, which is kept from whomever they are about.
BESIDES = ("clients_grievance", "clients_grievancestep")
_ENTRIES = """
SELECT * FROM audit.entries(%s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint, %s::bigint[],
    %s::timestamptz, %s::timestamptz, %s::timestamptz, %s::integer, %s::bigint, %s::integer)
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done: an act of a kind, or a row INSERTed, UPDATEd, DELETEd; then `purpose` is its table.

    `named` are the first of the `told` clients it was about, survivors left out; `account` is whose account it was.
    """

    place: int
    id: int
    at: datetime
    user_id: int | None
    agencies: list[int]
    request_id: str
    what: str
    purpose: str
    row_id: int | None
    account: int | None
    address: str
    means: str
    named: list[int]
    told: int
    fields: list[str]

    @property
    def is_change(self) -> bool:
        """Whether a row was made, changed or deleted."""
        return self.place == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to keep; None keeps everything. `tables` and `acts` together say which kinds."""

    acts: tuple[str, ...] | None = None
    tables: tuple[str, ...] | None = None
    besides: tuple[str, ...] = ()
    people: tuple[int, ...] | None = None
    agency_id: int | None = None
    clients: tuple[int, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries(asked: Asked, cursor: str = "", size: int = SIZE) -> Page:
    """Return a page of the log; empty for those who may not ask."""
    values = [
        _array(asked.acts), _array(asked.tables), [*BESIDES, *asked.besides], _array(asked.people), asked.agency_id,
        _array(asked.clients), asked.since, asked.until, *_read(cursor), size + 1,
    ]  # fmt: skip
    with connection.cursor() as database:
        database.execute(_ENTRIES, values)
        rows = [_entry(row) for row in database.fetchall()]
    more, rows = len(rows) > size, rows[:size]
    return Page(rows=rows, next=_write(rows[-1]) if more else "", previous="")


def _array(values: tuple[Any, ...] | None) -> list[Any] | None:
    return None if values is None else list(values)


def _entry(row: tuple[Any, ...]) -> Entry:
    names = list(Entry.__dataclass_fields__)
    values: dict[str, Any] = dict(zip(names, row, strict=True))
    empty: dict[str, Any] = {"agencies": [], "request_id": "", "address": "", "means": "", "fields": []}
    return Entry(**{name: empty[name] if value is None and name in empty else value for name, value in values.items()})


def _write(entry: Entry) -> str:
    return signing.dumps([entry.at.isoformat(), entry.place, entry.id], salt=SALT)


def _read(cursor: str) -> tuple[datetime | None, int | None, int | None]:
    """Read a cursor; a damaged one gives the first page."""
    try:
        at, place, key = signing.loads(cursor, salt=SALT)
        return datetime.fromisoformat(at), int(place), int(key)
    except (signing.BadSignature, ValueError, TypeError):
        return None, None, None
