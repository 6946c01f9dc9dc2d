"""Writing down reads, tries and acts. The row commits with the transaction that showed or did the thing.

What was looked at stays looked at when the work around it is undone: a view that catches what a service raised, or an
answer that went wrong, still told something. So reads and tries of a request are remembered until it ends, and those
that were undone are written again (`cas_portal.audit.middleware`).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction


@dataclass(eq=False, slots=True)
class Note:
    """A read or a try as it was written down."""

    kind: str
    clients: list[int]
    purpose: str
    detail: dict[str, Any]
    kept: bool = False

    def keep(self) -> None:
        """The transaction that wrote it was committed."""
        self.kept = True


_NOTES: ContextVar[list[Note] | None] = ContextVar("notes", default=None)


def log_act(kind: str, *, client_ids: Iterable[int] = (), purpose: str = "", **detail: object) -> None:
    """Record an act (opened, exported, revealed, refused, printed) on clients by id; never names or values."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit.log_act(%s, %s::bigint[], %s, %s::jsonb)",
            [kind, list(client_ids), purpose, json.dumps(detail, default=str)],
        )


def log_read(client_ids: Iterable[int], *, purpose: str, **detail: object) -> None:
    """Record which clients a page, list or export is about to show (security.md G6). One query."""
    clients = list(client_ids)
    log_act("read", client_ids=clients, purpose=purpose, **detail)
    _remember(Note("read", clients, purpose, detail))


def opened_since(client_id: int, since: datetime) -> int:
    """Return how many different clients whoever is bound opened alone since a moment, this one among them."""
    return _number("SELECT audit.opened_since(%s, %s)", [client_id, since])


def opened_more(than: int, since: datetime) -> int:
    """Return how many people of the community opened more different clients than that in an hour since a moment."""
    return _number("SELECT audit.opened_more(%s, %s)", [than, since])


def _number(statement: str, values: Sequence[int | datetime]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0])


def log_try(kind: str, *, purpose: str, about: str, an_hour: int | None = None, alike_a_day: int) -> int:
    """Record a try that is limited, and return the how-manieth of the day about the same thing it is; 0: one too many.

    Counted for the person, under a lock, by the log itself. `about` says what tries have in common without saying it:
    a keyed hash or a random id. One that is refused is written down as refused and does not count.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit.log_try(%s, %s, %s, %s, %s)", [kind, purpose, about, an_hour, alike_a_day])
        count = int(cursor.fetchone()[0])
    _remember(Note(kind if count else f"{kind}_refused", [], purpose, {"about": about}))
    return count


def _remember(note: Note) -> None:
    notes = _NOTES.get()
    if notes is not None:
        notes.append(note)
        # Dropped by the database layer when the savepoint around it is rolled back.
        transaction.on_commit(note.keep)


@contextmanager
def remembering() -> Iterator[list[Note]]:
    """Gather what is read and tried in the block."""
    notes: list[Note] = []
    token = _NOTES.set(notes)
    try:
        yield notes
    finally:
        _NOTES.reset(token)


def undone(notes: list[Note]) -> list[Note]:
    """Return the notes whose rows were rolled back: neither committed nor waiting for the commit."""
    waiting = [call[1] for call in connection.run_on_commit]
    return [note for note in notes if not note.kept and note.keep not in waiting]


def write_again(notes: list[Note]) -> None:
    """Write down once more what was rolled back."""
    for note in notes:
        log_act(note.kind, client_ids=note.clients, purpose=note.purpose, **note.detail)
