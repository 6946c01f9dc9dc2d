"""Telling the database who acts, for the length of one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection
from psycopg.pq import TransactionStatus

from cas_portal.access.actor import Actor, Scope

_BOUND: ContextVar[Actor | None] = ContextVar("bound_actor", default=None)

_SET = """
SELECT set_config('role', %s, true), set_config('app.continuum', %s, true), set_config('app.agencies', %s, true),
       set_config('app.scope', %s, true), set_config('app.user_id', %s, true), set_config('app.request_id', %s, true)
"""


def bound_actor() -> Actor | None:
    """Return the actor the current transaction is bound to."""
    return _BOUND.get()


def _apply(actor: Actor | None) -> None:
    values = ["none", "", "", "", "", ""]
    if actor is not None:
        scope = "scas" if actor.has_scas_desk and actor.scope is Scope.USER else actor.scope.value
        agencies = "{" + ",".join(str(agency) for agency in actor.agency_ids) + "}"
        user = "" if actor.user_id is None else str(actor.user_id)
        values = ["app", str(actor.continuum_id), agencies, scope, user, actor.request_id or actor.job]
    with connection.cursor() as cursor:
        cursor.execute(_SET, values)


def introduce(user_id: int, continuum_id: int | None, request_id: str = "") -> None:
    """Name a person to the audit log for the rest of the transaction, without giving them any right.

    For the sign-in pages, which run under the login's own role: what they change is written down under this person.
    """
    continuum = "" if continuum_id is None else str(continuum_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.user_id', %s, true), set_config('app.continuum', %s, true),"
            " set_config('app.request_id', %s, true)",
            [str(user_id), continuum, request_id],
        )


def _aborted() -> bool:
    """Whether PostgreSQL waits for a rollback, which will bring the former context back by itself."""
    raw = connection.connection
    return connection.needs_rollback or raw is None or raw.info.transaction_status == TransactionStatus.INERROR


@contextmanager
def bind(actor: Actor, *, undo: bool = True) -> Iterator[Actor]:
    """Run the block as database role `app` with the actor's continuum, agencies and scope.

    Must stand inside a transaction; the former context comes back when the block ends, or with the transaction when the
    caller ends it right after (`undo=False` saves the statement). Raises RuntimeError outside of a transaction, because
    the settings would end at once and every query would be refused.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("bind() needs a transaction: the context ends with it.")
    before = _BOUND.get()
    token = _BOUND.set(actor)
    try:
        _apply(actor)
        yield actor
    finally:
        _BOUND.reset(token)
        if undo and not _aborted():
            _apply(before)
