"""Writing messages in the transaction that wants them, and working them off one by one."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, transaction

from cas_portal.access.actor import Actor
from cas_portal.access.binding import bind
from cas_portal.access.errors import DomainError, Forbidden
from cas_portal.outbox import handlers
from cas_portal.outbox.models import Message
from cas_portal.time import clock

MOST_TRIES = 20
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
# A worker that dies leaves its message to others after this time; the sweep task is killed earlier.
LEASE = timedelta(seconds=120)
KEPT_DAYS = 30
log = structlog.get_logger(__name__)

Id = int | str | uuid.UUID


def enqueue(
    *, topic: str, payload: Mapping[str, Id], dedupe_key: str, by: Actor, due_at: datetime | None = None
) -> None:
    """Write down later work in the caller's transaction: it happens if and only if that commits (security.md §9).

    The payload carries ids only (numbers and UUIDs); anything else raises TypeError. The same key a second time writes
    nothing. A person's message is worked off with the rights that person holds then.
    """
    message = Message(
        continuum_id=by.continuum_id,
        asked_by_id=by.user_id,
        topic=topic,
        payload={name: _id(value) for name, value in payload.items()},
        dedupe_key=dedupe_key,
        due_at=due_at or clock.now(),
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)


def _id(value: Id) -> int | str:
    if isinstance(value, bool) or not isinstance(value, int | str | uuid.UUID):
        raise TypeError("A message carries ids only.")
    if isinstance(value, int):
        return value
    try:
        return str(uuid.UUID(str(value)))
    except ValueError:
        raise TypeError("A message carries ids only.") from None


def claim() -> Message | None:
    """Take the message that is due longest, unless another worker holds it, and count the try.

    Until the lease ends nobody else takes it. Returns None when nothing is due.
    """
    with transaction.atomic():
        waiting = Message.objects.filter(done_at=None, dead_at=None, due_at__lte=clock.now())
        message = waiting.order_by("due_at", "id").select_for_update(skip_locked=True).first()
        if message is None:
            return None
        message.attempts += 1
        message.due_at = clock.now() + LEASE
        message.save(update_fields=["attempts", "due_at"])
        return message


def deliver(message: Message) -> None:
    """Do what a claimed message asks for, and mark it done, to be tried again, or dead. Never raises for the work."""
    handler = handlers.handler(message.topic)
    try:
        if message.attempts > MOST_TRIES:
            raise Forbidden("It was begun too often and never ended.")
        if handler is None:
            raise Forbidden(f"Nothing answers to {message.topic}.")
        actor = handlers.actor_now(message.asked_by_id, message.continuum_id, message.topic)
        if actor is None:
            raise Forbidden("Whoever asked for this holds no rights any more.")
        _run(message, handler, actor)
    except DomainError as refused:
        _give_up(message, handler, type(refused).__name__)
    except Exception as failure:
        _put_off(message, handler, failure)


def _run(message: Message, handler: handlers.Handler, actor: Actor) -> None:
    if not handler.atomic:
        handler.handle(message.payload, actor)
        _done(message)
        return
    with transaction.atomic():
        with transaction.atomic(), bind(actor):
            handler.handle(message.payload, actor)
        _done(message)


def _done(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(done_at=clock.now(), last_error="")


def _put_off(message: Message, handler: handlers.Handler | None, failure: Exception) -> None:
    """Try again later: the wait doubles each time. Only the kind of error is kept, its text may name people."""
    kind = type(failure).__name__
    if isinstance(failure, DatabaseError):
        kind += f" {getattr(failure.__cause__, 'sqlstate', '')}"
    if message.attempts >= MOST_TRIES:
        _give_up(message, handler, kind)
        return
    log.warning("outbox_put_off", topic=message.topic, message=message.pk, attempts=message.attempts, error=kind)
    wait = min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
    Message.objects.filter(pk=message.pk).update(due_at=clock.now() + wait, last_error=kind)


def _give_up(message: Message, handler: handlers.Handler | None, reason: str) -> None:
    log.error("outbox_dead", topic=message.topic, message=message.pk, attempts=message.attempts, error=reason)
    with transaction.atomic():
        if handler is not None and handler.gave_up is not None:
            job = Actor.system(f"outbox {message.topic}", message.continuum_id)
            with transaction.atomic(), bind(job):
                handler.gave_up(message.payload, job)
        Message.objects.filter(pk=message.pk).update(dead_at=clock.now(), last_error=reason)


def purge() -> int:
    """Delete messages done more than 30 days ago; dead ones stay until somebody looks at them. Returns how many."""
    old = clock.now() - timedelta(days=KEPT_DAYS)
    return Message.objects.filter(done_at__lt=old).delete()[0]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long a message has waited and how often its work failed."""

    since: datetime
    failures: int
    next_try: datetime


def waiting(dedupe_key: str) -> Waiting | None:
    """Return where a message stands that is neither done nor dead, for a page that says so truthfully."""
    message = Message.objects.filter(dedupe_key=dedupe_key, done_at=None, dead_at=None).first()
    if message is None:
        return None
    failures = message.attempts if message.last_error else 0
    return Waiting(message.created_at, failures, message.due_at)
